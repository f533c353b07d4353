import type { Overview } from './api';

type Day = NonNullable<Overview['days']>[number];

/** byWeek adds days up to weeks that begin on Monday; a week is named by its first day. */
export function byWeek(days: Day[]): Day[] {
  const weeks = new Map<string, Day>();
  for (const d of days) {
    const key = monday(d.day);
    const week = weeks.get(key);
    if (!week) {
      weeks.set(key, { ...d, day: key });
      continue;
    }
    week.orders += d.orders;
    week.revenueMinor += d.revenueMinor;
    week.refundsMinor += d.refundsMinor;
    week.newCustomers += d.newCustomers;
  }
  return [...weeks.values()];
}

/** monday gives the Monday on or before a civil day. */
export function monday(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() - ((at.getUTCDay() + 6) % 7));
  return at.toISOString().slice(0, 10);
}
