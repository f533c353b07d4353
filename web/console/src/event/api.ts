import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask, type Schema } from '@/api/client';

export type Activity = Schema<'Activity'>;
/** Source is a source with how it has been sending, which is asked apart because it belongs to intake. */
export type Source = Schema<'Source'> & { activity?: Activity };
export type Quarantined = Schema<'Quarantined'>;
export type Held = Schema<'QuarantinedWhole'>;
/** TailLine is an event in a live tail: taken, or refused with its reason. */
export type TailLine = Partial<Pick<Schema<'TailEvent'>, 'channel' | 'body'>> & Partial<Pick<Schema<'TailRefusal'>, 'reason' | 'field'>> & { id: string; time: string; type: string; name: string };

const of = (id: string) => ({ path: { id } });

/** useSources reads the sources, each with how it has been sending. */
export const useSources = () =>
  useQuery({
    queryKey: ['sources'],
    queryFn: async ({ signal }) => {
      const [sources, activity] = await Promise.all([ask(api.GET('/sources', { signal })), ask(api.GET('/sources/activity', { signal }))]);
      const by = new Map((activity.items ?? []).map((a) => [a.sourceId, a]));
      return (sources.items ?? []).map((s): Source => ({ ...s, activity: by.get(s.id) }));
    },
    refetchInterval: 30_000,
  });

function useSourceChange<A, R>(fn: (a: A) => Promise<R>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: fn, onSuccess: () => queries.invalidateQueries({ queryKey: ['sources'] }) });
}
export const useAddSource = () => useSourceChange((body: Schema<'AddSourceBody'>) => ask(api.POST('/sources', { body })));
export const useChangeSource = (id: string) => useSourceChange((body: Schema<'ChangeSourceBody'>) => ask(api.PATCH('/sources/{id}', { params: of(id), body })));
export const useReplaceKey = (id: string) => useSourceChange(() => ask(api.POST('/sources/{id}/write-key', { params: of(id) })));
export const useRemoveSource = (id: string) => useSourceChange(() => ask(api.DELETE('/sources/{id}', { params: of(id) })));

export interface HeldFilter {
  reason?: string;
  source?: string;
}

export function useQuarantine(filter: HeldFilter) {
  return useInfiniteQuery({
    queryKey: ['quarantine', filter],
    queryFn: ({ pageParam, signal }) => ask(api.GET('/quarantine', { params: { query: { ...filter, cursor: pageParam || undefined, limit: 50 } }, signal })),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor || undefined,
    placeholderData: keepPreviousData,
  });
}
export const useQuarantined = (id: string) =>
  useQuery({ queryKey: ['quarantined', id], queryFn: ({ signal }) => ask(api.GET('/quarantine/{id}', { params: of(id), signal })), enabled: id !== '' });

function useQuarantineChange<A, R>(fn: (a: A) => Promise<R>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: fn, onSuccess: () => queries.invalidateQueries({ queryKey: ['quarantine'] }) });
}
export const useReplay = () =>
  useQuarantineChange(({ id, event }: { id: string; event?: unknown }) =>
    ask(api.POST('/quarantine/{id}/replay', { params: of(id), body: event === undefined ? {} : { event } })),
  );
/** Many names held events: these, or all open ones that a filter selects. */
export type Many = { ids: string[] } | { filter: HeldFilter };
export const useReplayMany = () => useQuarantineChange((many: Many) => ask(api.POST('/quarantine/replay', { body: many })));
export const useDropMany = () => useQuarantineChange((many: Many) => ask(api.POST('/quarantine/drop', { body: many })));
export const useDrop = () => useQuarantineChange((id: string) => ask(api.DELETE('/quarantine/{id}', { params: of(id) })));
