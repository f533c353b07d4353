import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask, type Schema } from '@/api/client';

export type Overview = Schema<'Overview'>;
/** Rate is a share with the number of people it rests on. */
export type Rate = Schema<'RateFigure'>;
/** Concern is one thing that may need a person now. */
export type Concern = Schema<'Concern'>;
export type Subject = Schema<'ConcernSubject'>;
export type Status = Schema<'Status'>;

/** unscored reports whether people bought and nobody has been scored: until then everybody counts as a prospect. */
export const unscored = (o: Overview) => o.customers.byTier.length === 0 && o.cohorts.length > 0;

export const useOverview = (days: number) =>
  useQuery({ queryKey: ['overview', days], queryFn: ({ signal }) => ask(api.GET('/overview', { params: { query: { days } }, signal })), staleTime: 60_000 });

export type Behaviour = Schema<'Behaviour'>;
export type PageSeen = Schema<'PageSeen'>;
export type PathStep = Schema<'PathStep'>;
export type ProductSold = Schema<'ProductSold'>;

export const useBehaviour = (days: number) =>
  useQuery({ queryKey: ['behaviour', days], queryFn: ({ signal }) => ask(api.GET('/overview/behaviour', { params: { query: { days } }, signal })), staleTime: 60_000 });

export type Touchpoint = Schema<'Touchpoint'>;

export const useTouchpoints = (days: number) =>
  useQuery({ queryKey: ['touchpoints', days], queryFn: ({ signal }) => ask(api.GET('/overview/touchpoints', { params: { query: { days } }, signal })), staleTime: 60_000 });

export const useToday = () => useQuery({ queryKey: ['today'], queryFn: ({ signal }) => ask(api.GET('/today', { signal })), refetchInterval: 60_000 });

export const useStatus = () => useQuery({ queryKey: ['status'], queryFn: ({ signal }) => ask(api.GET('/status', { signal })), refetchInterval: 5_000 });

export const useBackups = (may: boolean) => useQuery({ queryKey: ['backups'], queryFn: ({ signal }) => ask(api.GET('/backups', { signal })), enabled: may });

export function useBackUp() {
  const queries = useQueryClient();
  return useMutation({ mutationFn: () => ask(api.POST('/backups')), onSuccess: () => queries.invalidateQueries({ queryKey: ['jobs'] }) });
}
