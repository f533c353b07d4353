import type { Concern, Subject } from './api';

/** destination gives the page where a concern is dealt with. */
export function destination(c: Pick<Concern, 'code' | 'subjects'>): string | undefined {
  const first = c.subjects?.[0];
  switch (c.code) {
    case 'risk_rose':
    case 'risk_rose_many':
      return '/customers?sort=-value&stage=at_risk&tier=A';
    case 'health_alarm':
      return '/customers/health';
    case 'order_late':
      return '/today/late';
    case 'order_arrived_late':
      return '/today/late?kind=delivered';
    case 'quarantine_grew':
      return first ? `/data/quarantine?source=${first.id}` : '/data/quarantine';
    case 'source_silent':
      return first ? `/data/sources/${first.id}` : '/data/sources';
    case 'job_failed':
    case 'follower_stuck':
    case 'follower_behind':
    case 'events_skipped':
      return '/data/status';
    default:
      return undefined;
  }
}

/** pageOf gives a subject's own page. */
export function pageOf(s: Subject): string | undefined {
  if (s.kind === 'customer') return `/customers/${s.id}`;
  if (s.customer) return `/customers/${s.customer}`;
  return undefined;
}
