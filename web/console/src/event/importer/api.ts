import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post, put, upload } from '@/api/client';

export type ImportKind = 'orders' | 'customers';
export type ImportState = 'uploaded' | 'mapped' | 'checking' | 'checked' | 'running' | 'done' | 'failed' | 'cancelled';

export interface Import {
  id: string;
  kind: ImportKind;
  fileName: string;
  bytes?: number;
  state: ImportState;
  createdAt: string;
  finishedAt?: string;
  by?: string;
  columns?: string[] | null;
  sample?: string[][] | null;
  guess?: Record<string, string>;
  map?: Record<string, string>;
  currency?: string;
  timeZone?: string;
  rows: number;
  done: number;
  taken: number;
  already: number;
  refused: number;
  secondsLeft?: number;
  reasons?: { reason: string; count: number; examples: { row: number; column?: string }[] | null }[] | null;
  checkResult?: Outcome;
  error?: string;
}
export interface Outcome {
  rows: number;
  taken: number;
  already: number;
  refused: number;
}
export interface Mapping {
  map: Record<string, string>;
  currency?: string;
  timeZone?: string;
}

/** busy reports whether the server is working on an import. */
export const busy = (i: Pick<Import, 'state'>) => i.state === 'checking' || i.state === 'running';

export const useImports = () =>
  useQuery({
    queryKey: ['imports'],
    queryFn: ({ signal }) => get<{ items: Import[] | null }>('/imports', { signal }),
    refetchInterval: (q) => (q.state.data?.items?.some(busy) ? 2_000 : false),
  });

export const useImport = (id: string) =>
  useQuery({
    queryKey: ['import', id],
    queryFn: ({ signal }) => get<Import>(`/imports/${id}`, { signal }),
    enabled: id !== '',
    refetchInterval: (q) => (q.state.data && busy(q.state.data) ? 700 : false),
  });

export const sendFile = (file: File, kind: ImportKind, progress: (share: number) => void, signal: AbortSignal) => {
  const form = new FormData();
  form.set('kind', kind);
  form.set('file', file, file.name);
  return upload<Import>('/imports', form, progress, signal);
};

function useStep<A>(id: string, fn: (a: A) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: fn,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['import', id] });
      await queries.invalidateQueries({ queryKey: ['imports'] });
      await queries.invalidateQueries({ queryKey: ['jobs'] });
    },
  });
}
export const useCheck = (id: string) =>
  useStep(id, async (mapping: Mapping) => {
    await put<unknown>(`/imports/${id}/mapping`, { body: mapping });
    await post<unknown>(`/imports/${id}/check`);
  });
export const useRun = (id: string) => useStep(id, () => post<unknown>(`/imports/${id}/run`));
