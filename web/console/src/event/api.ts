import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, patch, post, remove } from '@/api/client';
import type { Page } from '@/api/types';

export interface Source {
  id: string;
  name: string;
  kind: string;
  writeKey?: string;
  signed?: boolean;
  hasSecret?: boolean;
  origins?: string[] | null;
  enabled: boolean;
  createdAt?: string;
  /** Activity is asked apart, because it belongs to intake. */
  activity?: Activity;
}
export interface Activity {
  sourceId: string;
  lastEventAt?: string;
  events24h: number;
  refused24h: number;
  usualPerDay: number;
  silent: boolean;
}
/** TailLine is an event in a live tail: taken, or refused with its reason. */
export interface TailLine {
  id: string;
  time: string;
  type: string;
  name: string;
  channel?: string;
  body?: unknown;
  reason?: string;
  field?: string;
}
export interface Quarantined {
  id: string;
  receivedAt: string;
  source: { id: string; name: string };
  reason: string;
  field?: string;
  type?: string;
  name?: string;
  bytes: number;
  /** Times is how often it came in; cut says that only its beginning was kept. */
  times?: number;
  cut?: boolean;
  message?: string;
  event?: unknown;
  raw?: string;
}
export interface QuarantinePage extends Page<Quarantined> {
  total: number;
  reasons: { reason: string; count: number }[] | null;
}

/** useSources reads the sources, each with how it has been sending. */
export const useSources = () =>
  useQuery({
    queryKey: ['sources'],
    queryFn: async ({ signal }) => {
      const [sources, activity] = await Promise.all([
        get<Page<Source>>('/sources', { signal }),
        get<Page<Activity>>('/sources/activity', { signal }),
      ]);
      const of = new Map((activity.items ?? []).map((a) => [a.sourceId, a]));
      return (sources.items ?? []).map((s): Source => ({ ...s, activity: of.get(s.id) }));
    },
    refetchInterval: 30_000,
  });

export function useAddSource() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; kind: string; secret?: string }) => post<Source>('/sources', { body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['sources'] }),
  });
}
export function useChangeSource(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { name?: string; enabled?: boolean }) => patch<Source>(`/sources/${id}`, { body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['sources'] }),
  });
}
export function useReplaceKey(id: string) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: () => post<Source>(`/sources/${id}/write-key`), onSuccess: () => queries.invalidateQueries({ queryKey: ['sources'] }) });
}
export function useRemoveSource(id: string) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: () => remove<unknown>(`/sources/${id}`), onSuccess: () => queries.invalidateQueries({ queryKey: ['sources'] }) });
}

export function useQuarantine(query: { reason?: string; source?: string }) {
  return useInfiniteQuery({
    queryKey: ['quarantine', query],
    queryFn: ({ pageParam, signal }) => get<QuarantinePage>('/quarantine', { query: { ...query, cursor: pageParam || undefined, limit: 50 }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor || undefined,
    placeholderData: keepPreviousData,
  });
}
export const useQuarantined = (id: string) =>
  useQuery({ queryKey: ['quarantined', id], queryFn: ({ signal }) => get<Quarantined>(`/quarantine/${id}`, { signal }), enabled: id !== '' });

function useQuarantineChange<A, R>(fn: (a: A) => Promise<R>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: fn, onSuccess: () => queries.invalidateQueries({ queryKey: ['quarantine'] }) });
}
export const useReplay = () =>
  useQuarantineChange(({ id, event }: { id: string; event?: unknown }) => post<unknown>(`/quarantine/${id}/replay`, { body: event === undefined ? {} : { event } }));
export const useReplayAll = () =>
  useQuarantineChange((filter: { reason?: string; source?: string }) => post<{ replayed: number; refused: number; more: boolean }>('/quarantine/replay', { body: { filter } }));
export const useDrop = () => useQuarantineChange((id: string) => remove<unknown>(`/quarantine/${id}`));
