import type { Import } from './api';

/** missing gives what must be mapped before an import can be tried: who, when, how much. */
export function missing(kind: Import['kind'], map: Record<string, string>): string[] {
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
  return at < 0 ? [] : [...new Set(sample.map((row) => row[at] ?? '').filter(Boolean))].slice(0, 3);
}

/** traits gives the columns that stand for no field yet, so that they can be kept as traits of customers. */
export function traits(columns: string[], map: Record<string, string>): string[] {
  const used = new Set(Object.values(map));
  return columns.filter((c) => !used.has(c));
}
