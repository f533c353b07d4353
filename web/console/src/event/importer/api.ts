import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask, upload, type Schema } from '@/api/client';

export type Import = Schema<'Import'>;
export type ImportKind = Import['kind'];
export type ImportState = Import['state'];
export type Plan = Schema<'ImportPlan'>;
export type Outcome = Schema<'ImportResult'>;

const of = (id: string) => ({ path: { id } });

/** busy reports whether the server is working on an import. */
export const busy = (i: Pick<Import, 'state'>) => i.state === 'checking' || i.state === 'running';

export const useImports = () =>
  useQuery({
    queryKey: ['imports'],
    queryFn: ({ signal }) => ask(api.GET('/imports', { params: { query: { limit: 50 } }, signal })),
    refetchInterval: (q) => (q.state.data?.items?.some(busy) ? 2_000 : false),
  });

export const useImport = (id: string) =>
  useQuery({
    queryKey: ['import', id],
    queryFn: ({ signal }) => ask(api.GET('/imports/{id}', { params: of(id), signal })),
    enabled: id !== '',
    refetchInterval: (q) => (q.state.data && busy(q.state.data) ? 700 : false),
  });

export const sendFile = (file: File, kind: ImportKind, progress: (share: number) => void, signal: AbortSignal) => {
  const form = new FormData();
  form.set('kind', kind); // before the file, which the server reads as a stream
  form.set('file', file, file.name);
  return upload<Import>('/imports', form, progress, signal);
};

function useStep<A>(id: string, fn: (a: A) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: fn,
    onSuccess: () =>
      Promise.all(['import', 'imports', 'jobs', 'customers', 'overview'].map((key) => queries.invalidateQueries({ queryKey: key === 'import' ? [key, id] : [key] }))),
  });
}
export const useCheck = (id: string) =>
  useStep(id, async (plan: Plan) => {
    await ask(api.PUT('/imports/{id}/mapping', { params: of(id), body: plan }));
    await ask(api.POST('/imports/{id}/check', { params: of(id) }));
  });
export const useRun = (id: string) => useStep(id, () => ask(api.POST('/imports/{id}/run', { params: of(id) })));
export const useCancel = (id: string) => useStep(id, () => ask(api.POST('/imports/{id}/cancel', { params: of(id) })));
export const useRemoveImport = (id: string) => useStep(id, () => ask(api.DELETE('/imports/{id}', { params: of(id) })));
