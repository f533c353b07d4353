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
  lastEventAt?: string;
  events24h?: number;
  createdAt?: string;
}
export interface TailEvent {
  seq: string;
  time: string;
  type: string;
  name: string;
  customer?: string;
  channel?: string;
  body?: unknown;
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
  event?: unknown;
  raw?: string;
}
export interface QuarantinePage extends Page<Quarantined> {
  total: number;
  reasons: { reason: string; count: number }[] | null;
}

export const useSources = () =>
  useQuery({ queryKey: ['sources'], queryFn: ({ signal }) => get<{ items: Source[] | null }>('/sources', { signal }), refetchInterval: 30_000 });

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
  useQuarantineChange((filter: { reason?: string; source?: string }) => post<{ replayed: number; refused: number }>('/quarantine/replay', { body: { filter } }));
export const useDrop = () => useQuarantineChange((id: string) => remove<unknown>(`/quarantine/${id}`));
