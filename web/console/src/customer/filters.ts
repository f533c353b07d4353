import type { Risk, Stage, Tier } from '@/api/types';
import { list } from '@/app/url';

export const stages: Stage[] = ['prospect', 'new', 'active', 'at_risk', 'lost', 'won_back'];
export const tiers: Tier[] = ['A', 'B', 'C', 'new'];
export const risks: Risk[] = ['low', 'medium', 'high', 'lost'];

/** Filters are the names that the address may hold; they are those of the API. */
export const filterNames = ['q', 'stage', 'tier', 'risk', 'minRevenue', 'minOrders', 'orderedAfter', 'orderedBefore', 'city', 'who'] as const;
export type FilterName = (typeof filterNames)[number];

export const defaultSort = '-lastSeen';

/** query gives what the API is asked, from the address; words it does not know are left out. */
export function query(params: URLSearchParams): Record<string, string | undefined> {
  const out: Record<string, string | undefined> = { sort: params.get('sort') || defaultSort };
  for (const name of filterNames) out[name] = params.get(name) || undefined;
  out.stage = list(params.get('stage'), stages).join(',') || undefined;
  out.tier = list(params.get('tier'), tiers).join(',') || undefined;
  out.risk = list(params.get('risk'), risks).join(',') || undefined;
  return out;
}

/** active counts the filters that are set. */
export function active(params: URLSearchParams): number {
  return filterNames.filter((n) => n !== 'q' && params.get(n)).length;
}

/** View is a saved view: a name for the part of the address that makes a list. */
export interface View {
  name: string;
  search: string;
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

const key = 'regulars.customer.views';

/** readViews gives the views saved in this browser. */
export function readViews(storage: Pick<Storage, 'getItem'>): View[] {
  try {
    const views: unknown = JSON.parse(storage.getItem(key) ?? '[]');
    return Array.isArray(views) ? views.filter((v): v is View => typeof v?.name === 'string' && typeof v?.search === 'string') : [];
  } catch {
    return [];
  }
}

/** writeViews saves the views in this browser. */
export function writeViews(storage: Pick<Storage, 'setItem'>, views: View[]) {
  storage.setItem(key, JSON.stringify(views));
}
