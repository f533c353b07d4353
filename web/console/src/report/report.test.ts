import { describe, expect, it } from 'vitest';
import { safe, tokenOf } from '@/auth/safe';
import { likelyCurrency } from '@/auth/currencies';
import { destination, pageOf } from './destination';
import { byWeek, monday } from './weeks';

describe('weeks', () => {
  it('begin on Monday and add up', () => {
    expect(monday('2026-11-22')).toBe('2026-11-16');
    expect(monday('2026-11-16')).toBe('2026-11-16');
    const day = (d: string, orders: number) => ({ day: d, orders, revenueMinor: orders * 100, refundsMinor: 1, newCustomers: 1 });
    expect(byWeek([day('2026-11-15', 1), day('2026-11-16', 2), day('2026-11-22', 3)])).toEqual([
      { day: '2026-11-09', orders: 1, revenueMinor: 100, refundsMinor: 1, newCustomers: 1 },
      { day: '2026-11-16', orders: 5, revenueMinor: 500, refundsMinor: 2, newCustomers: 2 },
    ]);
  });
});

describe('concerns', () => {
  it('lead to where they are dealt with', () => {
    const subjects = [{ kind: 'source' as const, id: 's1' }];
    expect(destination({ code: 'quarantine_grew', subjects })).toBe('/data/quarantine?source=s1');
    expect(destination({ code: 'source_silent', subjects: [] })).toBe('/data/sources');
    expect(destination({ code: 'something_new', subjects: [] })).toBeUndefined();
    expect(pageOf({ kind: 'order', id: 'A-1', customer: '7' })).toBe('/customers/7');
    expect(pageOf({ kind: 'job', id: '1' })).toBeUndefined();
  });
});

describe('the door', () => {
  it('leads nowhere else', () => {
    expect(safe('/customers?tier=A')).toBe('/customers?tier=A');
    for (const bad of [null, '', 'https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) expect(safe(bad)).toBe('/today');
  });
  it('finds the token of a link', () => {
    expect(tokenOf({ hash: '#abc', search: '' })).toBe('abc');
    expect(tokenOf({ hash: '', search: '?token=xyz' })).toBe('xyz');
    expect(tokenOf({ hash: '', search: '' })).toBe('');
  });
  it('guesses the currency', () => expect(['Asia/Shanghai', 'Europe/Paris', 'America/Lima'].map(likelyCurrency)).toEqual(['CNY', 'EUR', 'USD']));
});
