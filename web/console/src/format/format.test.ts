import { describe, expect, it } from 'vitest';
import { decimal, digitsOf, format, major } from './format';

const en = format('en', 'Asia/Shanghai');
const zh = format('zh', 'Asia/Shanghai');
const cny = (minor: number) => ({ minor, currency: 'CNY' });

describe('money', () => {
  it('is exact, also beyond what a float holds', () => {
    expect(en.money(cny(1))).toBe('¥0.01');
    expect(en.money(cny(123456789))).toBe('¥1,234,567.89');
    expect(en.money({ minor: 900719925474099, currency: 'USD' })).toBe('$9,007,199,254,740.99');
    expect(en.money(cny(-4200))).toBe('-¥42.00');
  });
  it('knows the minor digits of each currency', () => {
    expect(digitsOf('JPY')).toBe(0);
    expect(digitsOf('KWD')).toBe(3);
    expect(en.money({ minor: 1280, currency: 'JPY' })).toBe('¥1,280');
    expect(major({ minor: 1234, currency: 'KWD' })).toBeCloseTo(1.234);
    expect(decimal(-5, 2)).toBe('-0.05');
    expect(decimal(7, 0)).toBe('7');
  });
  it('shortens in the way of each language', () => {
    expect(en.money(cny(132_000_000), 'compact')).toBe('¥1.32m');
    expect(zh.money(cny(132_000_000), 'compact')).toBe('¥132万');
    expect(en.money(cny(12_850), 'whole')).toBe('¥129');
  });
  it('does without a currency', () => expect(en.money({ minor: 0, currency: '' })).toBe('0'));
});

describe('numbers', () => {
  it('are grouped, shares with one decimal', () => {
    expect(en.number(1234567)).toBe('1,234,567');
    expect(en.percent(0.4181)).toBe('41.8%');
    expect(en.points(0.0221)).toBe('+2.2');
    expect(en.points(-0.0004)).toBe('0.0');
    expect(en.days(41)).toBe('41 days');
    expect(zh.days(41)).toBe('41天');
    expect(en.bytes(999)).toBe('999 byte');
    expect(en.bytes(7_400_000)).toBe('7.4 MB');
    expect(en.duration(74)).toBe('74 seconds');
    expect(en.duration(600)).toBe('10 minutes');
  });
});

describe('time', () => {
  const late = '2026-11-22T17:30:00Z'; // 01:30 on the 23rd in Shanghai
  it('is told in the zone of the workspace', () => {
    expect(en.dayKey(late)).toBe('2026-11-23');
    expect(en.day(late)).toBe('23 Nov 2026');
    expect(zh.day(late)).toBe('2026年11月23日');
    expect(en.clock(late)).toBe('01:30');
    expect(format('en', 'America/New_York').day(late)).toBe('22 Nov 2026');
  });
  it('leaves civil days alone', () => {
    expect(en.day('2026-11-22')).toBe('22 Nov 2026');
    expect(format('en', 'America/New_York').day('2026-11-22')).toBe('22 Nov 2026');
  });
  it('is told from now', () => {
    const now = new Date('2026-11-22T18:00:00Z');
    expect(en.relative(late, now)).toBe('30 minutes ago');
    expect(en.relative('2026-11-20T17:00:00Z', now)).toBe('2 days ago');
    expect(zh.relative('2026-11-20T17:00:00Z', now)).toBe('前天');
    expect(en.relative('2026-11-22T17:59:59Z', now)).toBe('1 second ago');
    expect(en.daysAgo('2026-11-22', '2026-11-23')).toBe('yesterday');
    expect(en.daysAgo('2026-09-23', '2026-11-23')).toBe('2 months ago');
  });
  it('falls back to UTC for a zone the browser does not know', () => expect(format('en', 'Mars/Olympus').clock(late)).toBe('17:30'));

  it('says a range of days with the year once, and how long ago without "0 days"', () => {
    const [en, zh] = [format('en', 'Asia/Shanghai'), format('zh', 'Asia/Shanghai')];
    expect(en.between('2026-11-28T16:00:00Z', '2026-12-22T16:00:00Z')).toBe('29 Nov – 23 Dec 2026');
    expect(en.between('2026-12-28T16:00:00Z', '2027-01-02T16:00:00Z')).toBe('29 Dec 2026 – 3 Jan 2027');
    expect(zh.between('2026-11-28T16:00:00Z', '2026-12-22T16:00:00Z')).toBe('2026年11月29日 – 12月23日');
    expect([en.ago(0), en.ago(1), en.ago(5), zh.ago(0)]).toEqual(['today', 'yesterday', '5 days ago', '今天']);
  });
});
