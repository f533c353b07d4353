import type { Op, Unit, Value, Window } from './tree';

/** Kind is of what is compared; span is a length of time. */
export type Kind = 'number' | 'text' | 'bool' | 'date' | 'time' | 'texts' | 'span';

/** Form is one way to ask about a field: what of it is looked at, and how it is compared. */
export interface Form {
  take: string;
  op?: Op;
  /** Of is the kind of the value; none when nothing is compared. */
  of?: Kind;
}

const ranks: Op[] = ['==', '!=', '>=', '>', '<=', '<'];
const forms = (take: string, ops: Op[], of: Kind): Form[] => ops.map((op) => ({ take, op, of }));

/** ops gives how values of a kind can be compared. */
export const ops: Record<Kind, Op[]> = {
  number: [...ranks, 'in'],
  text: ['==', '!=', 'in', 'contains', 'startsWith', 'endsWith'],
  bool: ['=='],
  date: ranks,
  time: ranks,
  texts: ['holds'],
  span: ['>', '>=', '<', '<='],
};

/** formsOf gives the ways to ask about a field; properties of events have no more than their value. */
export function formsOf(kind: Kind, property = false): Form[] {
  const own = forms('', ops[kind], kind);
  const has: Form = { take: 'has' };
  if (kind !== 'date' && kind !== 'time') return [...own, has];
  if (property) return own;
  return [
    ...own,
    ...forms('daysAgo', ranks, 'number'),
    { take: 'isToday' },
    { take: 'isWithin', of: 'span' },
    { take: 'isThisMonth' },
    ...forms('month', ['==', 'in'], 'number'),
    ...forms('day', ['==', 'in'], 'number'),
    has,
  ];
}

/** formKey names a form in a choice. */
export const formKey = (f: { take?: string; op?: string }) => `${f.take ?? ''} ${f.op ?? ''}`;

/** What can be taken of a series of events, in the order in which it is offered, and of what kind it is; property when it is of one. */
export const takes: { take: string; of?: Kind; property?: 'number' | 'any' }[] = [
  { take: 'exists' }, { take: 'count', of: 'number' }, { take: 'days', of: 'number' },
  { take: 'sum', of: 'number', property: 'number' }, { take: 'avg', of: 'number', property: 'number' },
  { take: 'min', of: 'number', property: 'number' }, { take: 'max', of: 'number', property: 'number' },
  { take: 'distinct', of: 'number', property: 'any' }, { take: 'recency', of: 'span' },
  { take: 'firstDaysAgo', of: 'number' }, { take: 'lastDaysAgo', of: 'number' }, { take: 'firstTime', of: 'time' }, { take: 'lastTime', of: 'time' },
  { take: 'first', property: 'any' }, { take: 'last', property: 'any' },
];

const today = () => new Date().toISOString().slice(0, 10);

/** valueFor gives a value of a kind to begin with; what stands there already is kept when it fits. */
export function valueFor(of: Kind | undefined, op: Op | undefined, before: Value | undefined): Value | undefined {
  const one = Array.isArray(before) ? before[0] : before;
  switch (of) {
    case 'number': {
      const n = typeof one === 'number' ? one : 1;
      return op === 'in' ? (Array.isArray(before) && typeof one === 'number' ? before : [n]) : n;
    }
    case 'text':
    case 'texts': {
      const s = typeof one === 'string' ? one : '';
      return op === 'in' ? (Array.isArray(before) && typeof one === 'string' ? before : s ? [s] : []) : s;
    }
    case 'bool':
      return typeof one === 'boolean' ? one : true;
    case 'date':
    case 'time':
      return isDate(one) ? one : { date: today() };
    case 'span':
      return isSpan(one) ? one : { days: 7 };
  }
  return undefined;
}

export const isDate = (v: unknown): v is { date: string } => typeof v === 'object' && v !== null && 'date' in v;
export const isSpan = (v: unknown): v is Partial<Record<Unit, number>> => typeof v === 'object' && v !== null && !Array.isArray(v) && !('date' in v);

export const units: Unit[] = ['minutes', 'hours', 'days', 'weeks'];
export const periods = ['today', 'yesterday', 'thisWeek', 'lastWeek', 'thisMonth', 'lastMonth', 'thisQuarter', 'lastQuarter', 'thisYear', 'lastYear'] as const;

export const windowSorts = ['ever', 'last', 'ago', 'earlier', 'during', 'between', 'since', 'until'] as const;
export type WindowSort = (typeof windowSorts)[number];

/** sortOf gives which words a window is told in. */
export function sortOf(w: Window = {}): WindowSort {
  if (w.from && w.to) return 'ago';
  if (w.from) return 'last';
  if (w.to) return 'earlier';
  if (w.during) return 'during';
  if (w.since && w.until) return 'between';
  return w.since ? 'since' : w.until ? 'until' : 'ever';
}

/** windowOf gives a window of a sort to begin with. */
export function windowOf(sort: WindowSort, before: Window = {}): Window | undefined {
  const from = before.from ?? { days: 30 };
  switch (sort) {
    case 'ever':
      return undefined;
    case 'last':
      return { from };
    case 'ago':
      return { from: { days: 90 }, to: { days: 30 } };
    case 'earlier':
      return { to: before.to ?? from };
    case 'during':
      return { during: 'thisMonth' };
    case 'between':
      return { since: before.since ?? `${today().slice(0, 4)}-01-01`, until: before.until ?? today() };
    case 'since':
      return { since: before.since ?? today() };
    case 'until':
      return { until: before.until ?? today() };
  }
}
