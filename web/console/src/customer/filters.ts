import type { Risk, Stage, Tier } from '@/api/types';
import { list } from '@/app/url';
import type { ListQuery } from './api';

export const stages: Stage[] = ['prospect', 'new', 'active', 'at_risk', 'lost', 'won_back'];
export const tiers: Tier[] = ['A', 'B', 'C', 'new'];
export const risks: Risk[] = ['low', 'medium', 'high', 'lost'];

/** Filters are the names that the address may hold; they are those of the API. */
export const filterNames = ['q', 'stage', 'tier', 'risk', 'minRevenue', 'minOrders', 'orderedAfter', 'orderedBefore', 'city', 'who'] as const;
export type FilterName = (typeof filterNames)[number];

export const whos = ['persons', 'companies', 'visitors'] as const;

const names = ['name', 'tier', 'stage', 'orders', 'revenue', 'value', 'risk', 'lastOrder', 'lastSeen', 'firstSeen'] as const;
const sorts = names.flatMap((n) => [n, `-${n}`] as const);
export const defaultSort = '-lastSeen';

/** query gives what the API is asked, from the address; words it does not know are left out. */
export function query(params: URLSearchParams): ListQuery {
  const text = (name: FilterName) => params.get(name) || undefined;
  const some = <T extends string>(name: FilterName, allowed: readonly T[]) => {
    const words = list(params.get(name), allowed);
    return words.length ? words : undefined;
  };
  return {
    q: text('q'),
    stage: some('stage', stages),
    tier: some('tier', tiers),
    risk: some('risk', risks),
    who: list(text('who') ?? null, whos)[0],
    city: text('city'),
    minRevenue: text('minRevenue'),
    minOrders: Number(text('minOrders')) || undefined,
    orderedAfter: text('orderedAfter'),
    orderedBefore: text('orderedBefore'),
    sort: list(params.get('sort'), sorts)[0] ?? defaultSort,
  };
}

/** active counts the filters that are set. */
export function active(params: URLSearchParams): number {
  return filterNames.filter((n) => n !== 'q' && params.get(n)).length;
}

const kept = [...filterNames, 'sort', 'columns'];

/** viewOf gives the part of the address that a saved view keeps. */
export function viewOf(params: URLSearchParams): string {
  const out = new URLSearchParams();
  for (const name of kept) {
    const value = params.get(name);
    if (value) out.set(name, value);
  }
  out.sort();
  return out.toString();
}
