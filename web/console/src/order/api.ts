import { useInfiniteQuery } from '@tanstack/react-query';
import { api, ask } from '@/api/client';

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
