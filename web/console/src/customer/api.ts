import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask, type QueryOf, type Schema } from '@/api/client';

export type ListQuery = QueryOf<'/customers'>;
export type TimelineKind = NonNullable<QueryOf<'/customers/{id}/timeline'>['kind']>;

export type Visit = Schema<'VisitItem'>;
/** Pair is two customers who may be one. */
export type Pair = Schema<'DuplicatePair'>;
export type SharedIdentity = Schema<'SharedIdentity'>;

const of = (id: string) => ({ path: { id } });

/** useCustomers reads the list page by page. */
export function useCustomers(query: ListQuery) {
  return useInfiniteQuery({
    queryKey: ['customers', query],
    queryFn: ({ pageParam, signal }) => ask(api.GET('/customers', { params: { query: { ...query, limit: 50, cursor: pageParam || undefined } }, signal })),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor || undefined,
    placeholderData: keepPreviousData,
  });
}

/** useSearch finds customers by what somebody types. */
export const useSearch = (q: string, limit = 8) =>
  useQuery({
    queryKey: ['search', q, limit],
    queryFn: ({ signal }) => ask(api.GET('/search', { params: { query: { q, limit } }, signal })),
    enabled: q.length > 0,
    placeholderData: keepPreviousData,
  });

export const useCustomer = (id: string) =>
  useQuery({ queryKey: ['customer', id], queryFn: ({ signal }) => ask(api.GET('/customers/{id}', { params: of(id), signal })), enabled: id !== '' });

/** useWorth reads a customer's scores; `scored` customers have a tier, others would be answered 404. */
export const useWorth = (id: string, scored: boolean) =>
  useQuery({ queryKey: ['customer', id, 'worth'], queryFn: ({ signal }) => ask(api.GET('/customers/{id}/worth', { params: of(id), signal })), enabled: scored });

export function useTimeline(id: string, kind: TimelineKind | '') {
  return useInfiniteQuery({
    queryKey: ['customer', id, 'timeline', kind],
    queryFn: ({ pageParam, signal }) =>
      ask(api.GET('/customers/{id}/timeline', { params: { ...of(id), query: { kind: kind || undefined, cursor: pageParam || undefined, limit: 100 } }, signal })),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor || undefined,
    enabled: id !== '',
  });
}

export const useMerges = (id: string) =>
  useQuery({ queryKey: ['customer', id, 'merges'], queryFn: ({ signal }) => ask(api.GET('/customers/{id}/merges', { params: of(id), signal })) });

export const useVisits = (id: string) =>
  useQuery({ queryKey: ['customer', id, 'visits'], queryFn: ({ signal }) => ask(api.GET('/customers/{id}/visits', { params: { ...of(id), query: { limit: 30 } }, signal })) });

export const useDuplicates = () =>
  useQuery({ queryKey: ['customers', 'duplicates'], queryFn: ({ signal }) => ask(api.GET('/duplicates', { params: { query: { limit: 100 } }, signal })) });

export const useShared = () =>
  useQuery({ queryKey: ['customers', 'shared'], queryFn: ({ signal }) => ask(api.GET('/shared-identities', { params: { query: { limit: 200 } }, signal })) });

/** useChange makes a change to customers and then reads again what it may have touched. */
function useChange<A, R>(fn: (a: A) => Promise<R>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: fn,
    onSuccess: async () => {
      await Promise.all([queries.invalidateQueries({ queryKey: ['customer'] }), queries.invalidateQueries({ queryKey: ['customers'] })]);
    },
  });
}

export const useMerge = (id: string) => useChange((other: string) => ask(api.POST('/customers/{id}/merges', { params: of(id), body: { with: other } })));
export const useKeepApart = (id: string) =>
  useChange((other: string) => ask(api.DELETE('/customers/{id}/duplicates/{other}', { params: { path: { id, other } } })));
export const useUndoMerge = () => useChange((merge: string) => ask(api.DELETE('/merges/{id}', { params: of(merge) })));
export const useErase = (id: string) => useChange(() => ask(api.DELETE('/customers/{id}', { params: of(id) })));

/** useTell writes down what staff learned; null takes a trait away. */
export const useTell = (id: string) =>
  useChange((traits: Record<string, string | number | boolean | null>) => ask(api.PATCH('/customers/{id}', { params: of(id), body: { traits } })));
/** useAllow gives a shared identity its meaning back. */
export const useAllow = () =>
  useChange(({ kind, value }: SharedIdentity) => ask(api.POST('/shared-identities/allowed', { body: { kind: kind as Schema<'AllowIdentityBody'>['kind'], value } })));
