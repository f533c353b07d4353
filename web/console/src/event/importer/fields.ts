import type { ImportKind } from './api';

/** The fields that a column can be mapped to, in the order in which they are asked. */
export const fields: Record<ImportKind, string[]> = {
  orders: ['customer', 'order', 'time', 'amount', 'quantity', 'price', 'product', 'name', 'email', 'phone', 'currency', 'status', 'promised', 'shipped', 'delivered'],
  customers: ['customer', 'alias', 'name', 'email', 'phone', 'city', 'birthday', 'created'],
};

/** missing gives what must be mapped before an import can be tried: who, when, how much. */
export function missing(kind: ImportKind, map: Record<string, string>): string[] {
  const has = (f: string) => Boolean(map[f]);
  const out: string[] = [];
  if (!has('customer') && !has('email') && !has('phone')) out.push('customer');
  if (kind === 'orders') {
    if (!has('time')) out.push('time');
    if (!has('amount') && !has('price')) out.push('amount');
  }
  return out;
}

/** sampleOf gives the first few values of a column. */
export function sampleOf(columns: string[], sample: string[][], column: string): string[] {
  const at = columns.indexOf(column);
  return at < 0 ? [] : sample.map((row) => row[at] ?? '').filter(Boolean).slice(0, 3);
}
