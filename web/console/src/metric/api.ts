import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask, type Schema } from '@/api/client';
import { faultOf } from '@/api/fault';

export type Models = Schema<'Models'>;
export type ModelFit = Schema<'ModelFit'>;
export type Migration = Schema<'Migration'>;
/** Rules: shares are of all customers and stand side by side; amounts of 0 mean to go by shares. */
export type Rules = Schema<'Rules'>;

/** useModels reads the newest scoring run; before the first it looks again now and then, as one may be under way. */
export const useModels = () =>
  useQuery({
    queryKey: ['models'],
    queryFn: ({ signal }) => ask(api.GET('/models', { signal })),
    refetchInterval: (query) => (query.state.data?.scored === false ? 5_000 : false),
  });

/** useMigration reads a month's moves; null while nothing is kept of a month. */
export const useMigration = (month: string) =>
  useQuery({
    queryKey: ['migration', month],
    queryFn: ({ signal }) => ask(api.GET('/models/migration', { params: { query: { month: month || undefined } }, signal })).catch(nullWhenMissing),
  });

function nullWhenMissing(err: unknown): null {
  if (faultOf(err).status === 404) return null;
  throw err;
}

export const useRules = () => useQuery({ queryKey: ['rules'], queryFn: ({ signal }) => ask(api.GET('/rules', { signal })) });

export function useSaveRules() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Rules) => ask(api.PUT('/rules', { body })),
    onSuccess: async (rules) => {
      queries.setQueryData(['rules'], rules);
      await queries.invalidateQueries({ queryKey: ['jobs'] });
    },
  });
}
export function useScore() {
  const queries = useQueryClient();
  return useMutation({ mutationFn: () => ask(api.POST('/scores/runs')), onSuccess: () => queries.invalidateQueries({ queryKey: ['jobs'] }) });
}
