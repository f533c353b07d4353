import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, patch, post, remove } from '@/api/client';
import { faultOf } from '@/api/fault';
import type { Customer, CustomerPage, Merge, Order, Page, TimelineItem, Worth } from '@/api/types';

export type ListQuery = Record<string, string | undefined>;

/** useCustomers reads the list page by page. */
export function useCustomers(query: ListQuery) {
  return useInfiniteQuery({
    queryKey: ['customers', query],
    queryFn: ({ pageParam, signal }) => get<CustomerPage>('/customers', { query: { ...query, limit: 50, cursor: pageParam || undefined }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor || undefined,
    placeholderData: keepPreviousData,
  });
}

export const useCustomer = (id: string) =>
  useQuery({ queryKey: ['customer', id], queryFn: ({ signal }) => get<Customer>(`/customers/${id}`, { signal }), enabled: id !== '' });

/** useWorth reads a customer's scores; `scored` customers have a tier, others would be answered 404. */
export const useWorth = (id: string, scored: boolean) =>
  useQuery({
    enabled: scored,
    queryKey: ['customer', id, 'worth'],
    queryFn: ({ signal }) =>
      get<Worth>(`/customers/${id}/worth`, { signal }).catch((err: unknown) => {
        if (faultOf(err).status === 404) return null;
        throw err;
      }),
  });

export function useTimeline(id: string, kind: string) {
  return useInfiniteQuery({
    queryKey: ['customer', id, 'timeline', kind],
    queryFn: ({ pageParam, signal }) =>
      get<Page<TimelineItem>>(`/customers/${id}/timeline`, { query: { kind: kind || undefined, cursor: pageParam || undefined, limit: 50 }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor || undefined,
    enabled: id !== '',
  });
}

export const useOrders = (id: string) =>
  useQuery({ queryKey: ['customer', id, 'orders'], queryFn: ({ signal }) => get<Page<Order>>(`/customers/${id}/orders`, { query: { limit: 20 }, signal }) });

export const useMerges = (id: string) =>
  useQuery({ queryKey: ['customer', id, 'merges'], queryFn: ({ signal }) => get<{ items: Merge[] | null }>(`/customers/${id}/merges`, { signal }) });

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

export const useMerge = (id: string) => useChange((other: string) => post<unknown>(`/customers/${id}/merges`, { body: { with: other } }));
export const useKeepApart = (id: string) => useChange((other: string) => remove<unknown>(`/customers/${id}/duplicates/${other}`));
export const useUndoMerge = () => useChange((merge: string) => remove<unknown>(`/merges/${merge}`));
export const useErase = (id: string) => useChange(() => remove<unknown>(`/customers/${id}`));
export const useTraits = (id: string) => useChange((traits: Record<string, unknown>) => patch<Customer>(`/customers/${id}`, { body: { traits } }));
