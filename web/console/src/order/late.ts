import type { LateKind, LateOrder } from './api';

/** behind gives the seconds between promise and delivery, or, of what has not come, between promise and the moment at which everything stands. */
export function behind(o: Pick<LateOrder, 'promisedAt' | 'deliveredAt'>, kind: LateKind, asOf: string): number {
  const promised = Date.parse(o.promisedAt ?? '');
  const other = Date.parse((kind === 'delivered' ? o.deliveredAt : asOf) ?? '');
  const seconds = (other - promised) / 1000;
  return Number.isNaN(seconds) ? 0 : Math.abs(seconds);
}
