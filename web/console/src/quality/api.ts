import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask, type QueryOf, type Schema } from '@/api/client';

export type QualityReport = Schema<'QualityReport'>;
export type QualityFault = Schema<'QualityFault'>;
export type QualityRules = Schema<'QualityRules'>;
export type FaultKind = NonNullable<QueryOf<'/quality/faults'>['kind']>;

/** useQuality reads the newest run; before the first it looks again now and then, as one may be under way. */
export const useQuality = () =>
  useQuery({
    queryKey: ['quality', 'report'],
    queryFn: ({ signal }) => ask(api.GET('/quality', { signal })),
    refetchInterval: (q) => (q.state.data?.known === false ? 5_000 : false),
  });

/** useFaults reads what to mend page by page, the customers worth most first. */
export const useFaults = (kind: FaultKind | '') =>
  useInfiniteQuery({
    queryKey: ['quality', 'faults', kind],
    queryFn: ({ pageParam, signal }) => ask(api.GET('/quality/faults', { params: { query: { kind: kind || undefined, limit: 20, cursor: pageParam || undefined } }, signal })),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor || undefined,
  });

export const useDismissals = () =>
  useQuery({ queryKey: ['quality', 'dismissals'], queryFn: ({ signal }) => ask(api.GET('/quality/dismissals', { params: { query: { limit: 50 } }, signal })) });

export const useQualityRules = () => useQuery({ queryKey: ['quality', 'rules'], queryFn: ({ signal }) => ask(api.GET('/quality/rules', { signal })) });

/** useSourceNames reads the names of sources, for those who may see them. */
export const useSourceNames = (enabled: boolean) =>
  useQuery({
    queryKey: ['sources', 'names'],
    queryFn: async ({ signal }) => new Map(((await ask(api.GET('/sources', { signal }))).items ?? []).map((s) => [s.id, s.name])),
    enabled,
  });

/** useAddress reads the postal address of a customer, as far as it has parts. */
export const useAddress = (id: string, enabled: boolean) =>
  useQuery({
    queryKey: ['customer', id, 'address'],
    queryFn: async ({ signal }) => {
      const traits = (await ask(api.GET('/customers/{id}', { params: { path: { id } }, signal }))).traits as Record<string, unknown> | undefined;
      const address = traits?.address;
      if (typeof address === 'string') return { street: address };
      return (typeof address === 'object' && address ? address : {}) as Record<string, unknown>;
    },
    enabled,
  });

/** useMend makes a change and then reads again what it may have touched. */
function useMend<A, R>(fn: (a: A) => Promise<R>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: fn,
    onSuccess: () => Promise.all(['quality', 'customer', 'customers'].map((queryKey) => queries.invalidateQueries({ queryKey: [queryKey] }))),
  });
}

const of = (id: string) => ({ path: { id } });
const look = (id: string) => ask(api.POST('/customers/{id}/quality', { params: of(id) }));

/** useCorrect writes down what is right and has the customer looked at again. */
export const useCorrect = (id: string) =>
  useMend(async (traits: Record<string, unknown>) => {
    await ask(api.PATCH('/customers/{id}', { params: of(id), body: { traits } }));
    return look(id);
  });
export const useJoin = (f: QualityFault) =>
  useMend(async () => {
    await ask(api.POST('/customers/{id}/merges', { params: of(f.customer), body: { with: f.other! } }));
    return look(f.customer);
  });
export const useApart = (f: QualityFault) =>
  useMend(async () => {
    await ask(api.DELETE('/customers/{id}/duplicates/{other}', { params: { path: { id: f.customer, other: f.other! } } }));
    return look(f.customer);
  });
export const useDismiss = () => useMend((body: Schema<'DismissBody'>) => ask(api.POST('/quality/dismissals', { body })));
export const useUndismiss = () => useMend((id: string) => ask(api.DELETE('/quality/dismissals/{id}', { params: of(id) })));

export function useJudge() {
  const queries = useQueryClient();
  return useMutation({ mutationFn: () => ask(api.POST('/quality/runs')), onSuccess: () => queries.invalidateQueries({ queryKey: ['jobs'] }) });
}

export function useSaveQualityRules() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: QualityRules) => ask(api.PUT('/quality/rules', { body })),
    onSuccess: (rules) => queries.setQueryData(['quality', 'rules'], rules),
  });
}
