import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask, type Schema } from '@/api/client';

export type CustomerHealth = Schema<'CustomerHealth'>;
export type HealthPart = Schema<'HealthPart'>;
export type HealthReport = Schema<'HealthReport'>;
export type HealthAlarm = Schema<'HealthAlarm'>;
export type HealthRules = Schema<'HealthRules'>;
export type Ladder = Schema<'Ladder'>;
export type StageFlow = Schema<'StageFlow'>;
export type AlarmState = HealthAlarm['state'];

export const useCustomerHealth = (id: string) =>
  useQuery({
    queryKey: ['health', 'customer', id],
    queryFn: ({ signal }) => ask(api.GET('/customers/{id}/health', { params: { path: { id } }, signal })),
    enabled: id !== '',
  });

export const useHealth = () => useQuery({ queryKey: ['health', 'report'], queryFn: ({ signal }) => ask(api.GET('/health', { signal })) });

export const useLadder = () => useQuery({ queryKey: ['health', 'ladder'], queryFn: ({ signal }) => ask(api.GET('/health/ladder', { signal })) });

export const useStageFlow = (enabled: boolean) =>
  useQuery({ queryKey: ['stages', 'flow'], queryFn: ({ signal }) => ask(api.GET('/models/stages', { signal })), enabled });

/** useAlarms reads alarms page by page: those that wait by value, the others the newest first. */
export const useAlarms = (state: AlarmState) =>
  useInfiniteQuery({
    queryKey: ['health', 'alarms', state],
    queryFn: ({ pageParam, signal }) => ask(api.GET('/health/alarms', { params: { query: { state, limit: 10, cursor: pageParam || undefined } }, signal })),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor || undefined,
  });

export interface AlarmChange {
  id: string;
  state: AlarmState;
  assignee: string;
  note: string;
}

export function useSetAlarm() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: AlarmChange) => ask(api.PUT('/health/alarms/{id}', { params: { path: { id } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['health'] }),
  });
}

export const useHealthRules = () => useQuery({ queryKey: ['health', 'rules'], queryFn: ({ signal }) => ask(api.GET('/health/rules', { signal })) });

export function useSaveHealthRules() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: HealthRules) => ask(api.PUT('/health/rules', { body })),
    onSuccess: async (rules) => {
      queries.setQueryData(['health', 'rules'], rules);
      await queries.invalidateQueries({ queryKey: ['jobs'] });
    },
  });
}

/** useColleagues reads the names of staff, for those who may see them. */
export const useColleagues = (enabled: boolean) =>
  useQuery({ queryKey: ['staff'], queryFn: ({ signal }) => ask(api.GET('/staff', { signal })), enabled });
