import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post, put, remove, upload } from '@/api/client';
import type { Page } from '@/api/types';

export type ImportKind = 'orders' | 'customers';
export type ImportState = 'uploaded' | 'checking' | 'checked' | 'running' | 'done' | 'failed' | 'cancelled';

export interface Plan {
  map: Record<string, string> | null;
  currency?: string;
  timeZone?: string;
  /** Dates says how 3/4/2024 is read. */
  dates?: string;
  /** Decimal is the mark before a fraction. */
  decimal?: string;
}
export interface Import {
  id: string;
  kind: ImportKind;
  name: string;
  state: ImportState;
  plan: Plan;
  fields: string[] | null;
  columns: string[] | null;
  guess?: Record<string, string>;
  sample: string[][] | null;
  format?: { bytes: number; gzip: boolean; charset: string; delimiter: string; dates?: string; decimal?: string };
  progress?: { phase: 'looking' | 'reading' | 'taking'; rows: number; percent: number; leftSeconds: number };
  result?: Outcome;
  fault?: { code: string; field?: string; reason?: string; message: string };
  createdAt: string;
  updatedAt: string;
}
export interface Outcome {
  dryRun: boolean;
  rows: number;
  taken: number;
  already: number;
  refused: number;
  reasons: { reason: string; count: number; examples: { row: number; column?: string }[] | null }[] | null;
  made: { orders: number; updated: number; lines: number; refunds: number; persons: number; revenue: Record<string, string>; first?: string; last?: string };
}

/** busy reports whether the server is working on an import. */
export const busy = (i: Pick<Import, 'state'>) => i.state === 'checking' || i.state === 'running';

export const useImports = () =>
  useQuery({
    queryKey: ['imports'],
    queryFn: ({ signal }) => get<Page<Import>>('/imports', { query: { limit: 50 }, signal }),
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
    await put<unknown>(`/imports/${id}/mapping`, { body: plan });
    await post<unknown>(`/imports/${id}/check`);
  });
export const useRun = (id: string) => useStep(id, () => post<unknown>(`/imports/${id}/run`));
export const useCancel = (id: string) => useStep(id, () => post<unknown>(`/imports/${id}/cancel`));
export const useRemoveImport = (id: string) => useStep(id, () => remove<unknown>(`/imports/${id}`));
