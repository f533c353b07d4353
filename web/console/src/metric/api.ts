import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, patch, post } from '@/api/client';
import type { Reason } from '@/api/types';
import type { Money } from '@/format/format';

export interface FittedModel {
  name: 'bg/nbd' | 'mbg/nbd' | 'pareto/nbd' | 'gamma-gamma';
  parameters: Record<string, number>;
  logLikelihood: number;
  customers: number;
  /** Reason says why a model could not be fitted. */
  reason?: Reason;
  chosen?: boolean;
  /** Words are what the parameters mean for this shop. */
  meaning?: Reason[];
}
export interface Models {
  asOf?: string;
  fittedAt?: string;
  historical: boolean;
  models: FittedModel[] | null;
  calibration: { group: number; customers: number; predicted: number; actual: number; low?: number; high?: number }[] | null;
  holdout?: { from: string; to: string; customers: number; predicted: number; actual: number; auc?: number };
}
export interface Migration {
  month: string;
  previous: string;
  tiers: string[];
  counts: number[][];
  months: string[] | null;
}
export interface Tiers {
  cutPoints: { tier: string; topShare: number }[];
  minimum?: Money;
  preview?: { tier: string; count: number; value: Money }[];
}

export const useModels = () => useQuery({ queryKey: ['models'], queryFn: ({ signal }) => get<Models>('/models', { signal }) });
export const useMigration = (month: string) =>
  useQuery({ queryKey: ['migration', month], queryFn: ({ signal }) => get<Migration>('/models/migration', { query: { month: month || undefined }, signal }) });
export const useTiers = () => useQuery({ queryKey: ['tiers'], queryFn: ({ signal }) => get<Tiers>('/tiers', { signal }) });

export function useSaveTiers() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Pick<Tiers, 'cutPoints'>) => patch<Tiers>('/tiers', { body }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['tiers'] });
      await queries.invalidateQueries({ queryKey: ['jobs'] });
    },
  });
}
export function useScore() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => post<unknown>('/scores/runs', { body: {} }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['jobs'] }),
  });
}
