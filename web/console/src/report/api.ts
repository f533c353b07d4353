import { useQuery } from '@tanstack/react-query';
import { get } from '@/api/client';
import type { Stage, Tier } from '@/api/types';
import type { Money } from '@/format/format';

export interface Overview {
  asOf?: string;
  historical: boolean;
  currency: string;
  customers: {
    total: number;
    newIn30d: number;
    previousNewIn30d?: number;
    byStage: { stage: Stage; count: number }[] | null;
    byTier: { tier: Tier; count: number }[] | null;
  };
  days: { day: string; orders: number; revenueMinor: number; refundsMinor: number; newCustomers: number }[] | null;
  repurchaseRate: Rate;
  repurchase30: Rate;
  repurchaseCycle: { medianDays: number | null; previous?: number | null; n: number };
  valueAtRisk: { amount: Money; customers: number; previous?: Money };
  cohorts: { month: string; customers: number; returned: number[] }[] | null;
}
/** Rate is a share with the number of people it rests on. */
export interface Rate {
  value: number | null;
  previous?: number | null;
  n: number;
}

/** Concern is one thing that may need a person now. */
export interface Concern {
  id: string;
  code: string;
  params?: Record<string, unknown>;
  count: number;
  amount?: Money;
  since?: string;
  subjects: Subject[] | null;
}
export interface Subject {
  kind: string;
  id: string;
  name?: string;
  /** Customer is the id of whose it is. */
  customer?: string;
  amount?: Money;
  at?: string;
}
export interface Today {
  asOf?: string;
  historical?: boolean;
  alarms: Concern[] | null;
  tasks: Concern[] | null;
  odd: Concern[] | null;
  blind?: string[] | null;
}

export interface Status {
  intake: { perSecond: number; last24h: number; quarantined24h: number; lastEventAt?: string };
  followers: { name: string; backlog: number; skipped: number; failure?: string }[] | null;
  sizes: { name: string; bytes: number }[] | null;
  log: { events: number; firstAt?: string; lastAt?: string };
  version: string;
  startedAt: string;
}

export const useOverview = (days: number) =>
  useQuery({ queryKey: ['overview', days], queryFn: ({ signal }) => get<Overview>('/overview', { query: { days }, signal }), staleTime: 60_000 });

export const useToday = () => useQuery({ queryKey: ['today'], queryFn: ({ signal }) => get<Today>('/today', { signal }), refetchInterval: 60_000 });

export const useStatus = () =>
  useQuery({ queryKey: ['status'], queryFn: ({ signal }) => get<Status>('/status', { signal }), refetchInterval: 5_000 });
