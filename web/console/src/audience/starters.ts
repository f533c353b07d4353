import type { Key } from '@/i18n';

/** The usual questions, ready to begin with; the guide has the same. */
export const starters: { name: Key; says: Key; text: string }[] = [
  { name: 'starter.lapsing', says: 'starter.lapsing.says', text: 'orders.last(days(90)).count() >= 2 && !orders.last(days(30)) && orders.sum(amount) > 500' },
  { name: 'starter.cart', says: 'starter.cart.says', text: 'carted.last(days(30)).thenNot(orders).within(days(7))' },
  { name: 'starter.top', says: 'starter.top.says', text: 'customer in top(percent(10), revenue)' },
  { name: 'starter.opened', says: 'starter.opened.says', text: 'opened.last(days(14)) && !visits.last(days(14))' },
  { name: 'starter.first', says: 'starter.first.says', text: 'orders.first().daysAgo() == 7' },
  { name: 'starter.birthday', says: 'starter.birthday.says', text: 'birthday.isThisMonth() && tier == "A"' },
];
