import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask, type Schema } from '@/api/client';

/** View is a list's filters, sort and columns under a name. */
export type View = Schema<'ListView'>;

const key = ['views', 'customers'];

/** useViews reads the own views of the customer list, then those that colleagues share. */
export const useViews = () =>
  useQuery({ queryKey: key, queryFn: async ({ signal }) => (await ask(api.GET('/views', { params: { query: { list: 'customers' } }, signal }))).items, staleTime: 30_000 });

function useViewChange<A, R>(fn: (a: A) => Promise<R>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: fn, onSuccess: () => queries.invalidateQueries({ queryKey: key }) });
}

export const useSaveView = () => useViewChange((body: { name: string; query: string; shared: boolean }) => ask(api.POST('/views', { body: { list: 'customers', ...body } })));
export const useChangeView = () =>
  useViewChange(({ id, ...body }: { id: string; name?: string; query?: string; shared?: boolean }) => ask(api.PATCH('/views/{id}', { params: { path: { id } }, body })));
export const useRemoveView = () => useViewChange((id: string) => ask(api.DELETE('/views/{id}', { params: { path: { id } } })));
