import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post, put } from '@/api/client';
import { faultOf } from '@/api/fault';
import type { Workspace } from '@/api/types';
import type { Money } from '@/format/format';

export interface Refusal {
  reason: string;
  have: number;
  need: number;
}
export interface Parameter {
  name: string;
  value: number;
  low: number;
  high: number;
}
export interface ModelFit {
  name: 'bg/nbd' | 'mbg/nbd' | 'pareto/nbd' | 'gamma-gamma';
  parameters: Parameter[] | null;
  logLikelihood: number;
  customers: number;
  refusal?: Refusal;
}
export interface Bin {
  customers: number;
  low: number;
  high: number;
  predicted: number;
  observed: number;
}
export interface Backtest {
  asOf: string;
  days: number;
  customers: number;
  ordered: number;
  ordersBias: number;
  valueBias: number;
  chanceError: number;
  auc: number;
  inInterval: number;
  chance: Bin[] | null;
  value: Bin[] | null;
}
export interface Models {
  asOf: string;
  runAt?: string;
  currency: string;
  customers: number;
  models: ModelFit[] | null;
  total?: { customers: number; orders: number; value: Money; low: Money; high: Money };
  cuts: { a?: Money; b?: Money };
  backtest?: Backtest;
}
export interface Migration {
  from: string;
  to: string;
  months: string[] | null;
  currency: string;
  moves: { from: string; to: string; customers: number; value: Money }[] | null;
}
/** Rules: shares are of all customers and stand side by side; amounts of 0 mean to go by shares. */
export interface Rules {
  shareA: number;
  shareB: number;
  amountA: number;
  amountB: number;
  newDays: number;
  atRiskDays: number;
  lostDays: number;
}

/** useModels reads the newest scoring run; null before the first. */
export const useModels = () =>
  useQuery({
    queryKey: ['models'],
    queryFn: async ({ signal }) => {
      // Asked first, because a browser reports every 404 as an error.
      const { asOf } = await get<Workspace>('/workspace', { signal });
      return asOf ? get<Models>('/models', { signal }).catch(nullWhenMissing) : null;
    },
  });

/** useMigration reads a month's moves; null while no two months can be compared. */
export const useMigration = (month: string) =>
  useQuery({
    queryKey: ['migration', month],
    queryFn: ({ signal }) => get<Migration>('/models/migration', { query: { month: month || undefined }, signal }).catch(nullWhenMissing),
  });

function nullWhenMissing(err: unknown): null {
  if (faultOf(err).status === 404) return null;
  throw err;
}

export const useRules = () => useQuery({ queryKey: ['rules'], queryFn: ({ signal }) => get<Rules>('/rules', { signal }) });

export function useSaveRules() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Rules) => put<Rules>('/rules', { body }),
    onSuccess: async (rules) => {
      queries.setQueryData(['rules'], rules);
      await queries.invalidateQueries({ queryKey: ['jobs'] });
    },
  });
}
export function useScore() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => post<unknown>('/scores/runs'),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['jobs'] }),
  });
}
