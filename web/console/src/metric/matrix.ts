import { tiers } from '@/customer/filters';
import type { Migration } from './api';

/** matrix lays the moves out: rows are the tiers of the month before, with those who were no customers yet. */
export function matrix(m: { moves: Pick<Migration['moves'][number], 'from' | 'to' | 'customers'>[] | null }): { rows: string[]; counts: number[][] } {
  const moves = m.moves ?? [];
  const rows = [...tiers, ...(moves.some((v) => v.from === '') ? [''] : [])];
  const at = (from: string, to: string) => moves.find((v) => v.from === from && v.to === to)?.customers ?? 0;
  return { rows, counts: rows.map((from) => tiers.map((to) => at(from, to))) };
}
