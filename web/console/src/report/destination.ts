import type { TodayItem } from './api';

/** destination gives the page where a matter of today is dealt with. */
export function destination(item: TodayItem): string | undefined {
  if (item.customer) return `/customers/${item.customer.id}`;
  if (item.link?.startsWith('/') && !item.link.startsWith('//')) return item.link;
  if (item.code.startsWith('quarantine')) return '/data/quarantine';
  if (item.code.startsWith('source')) return '/data/sources';
  if (item.code.startsWith('job') || item.code.startsWith('follower')) return '/data/status';
  if (item.code.startsWith('import')) return '/data/imports';
  return undefined;
}
