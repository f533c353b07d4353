import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, ask, type QueryOf, type Schema } from '@/api/client';

export type LateOrder = Schema<'LateOrder'>;
export type LateKind = NonNullable<QueryOf<'/late-orders'>['kind']>;

const pageOf = 6;

/** useOrders reads a customer's orders, newest first, a few at a time. */
export const useOrders = (id: string) =>
  useInfiniteQuery({
    queryKey: ['customer', id, 'orders'],
    queryFn: ({ pageParam, signal }) =>
      ask(api.GET('/customers/{id}/orders', { params: { path: { id }, query: { limit: pageOf, cursor: pageParam || undefined } }, signal })),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor || undefined,
  });

/** useLateOrders reads late orders page by page: of the last days, or promised for the next ones. */
export const useLateOrders = (kind: LateKind, days: number) =>
  useInfiniteQuery({
    queryKey: ['late-orders', kind, days],
    queryFn: ({ pageParam, signal }) => ask(api.GET('/late-orders', { params: { query: { kind, days, limit: 50, cursor: pageParam || undefined } }, signal })),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor || undefined,
    placeholderData: keepPreviousData,
  });

/** useLateness reads how many orders are late. */
export const useLateness = () =>
  useQuery({ queryKey: ['late-orders'], queryFn: ({ signal }) => ask(api.GET('/late-orders', { params: { query: { limit: 1 } }, signal })), staleTime: 60_000 });
