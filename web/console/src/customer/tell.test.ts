import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TimelineItem } from '@/api/types';
import { format } from '@/format/format';
import { translators } from '@/i18n';
import { en } from '@/i18n/en';
import { zh } from '@/i18n/zh';
import { byDay, pageName } from './moments';
import { slug, tell } from './tell';
import { clues, standing } from './Why';

beforeAll(async () => {
  await i18next.init({ lng: 'en', keySeparator: false, nsSeparator: false, interpolation: { escapeValue: false }, resources: { en: { translation: en }, zh: { translation: zh } } });
});

const f = format('en', 'UTC');
const item = (x: Partial<TimelineItem>): TimelineItem => ({ seq: '1', time: '2026-11-22T10:00:00Z', kind: 'other', own: false, summary: { code: '', params: {} }, type: 'track', name: '', ...x });
const say = (x: Partial<TimelineItem>) => tell(translators.en, f, item(x)).text;
const money = (minor: number) => ({ minor, currency: 'CNY' });

describe('the timeline', () => {
  it('reads as sentences', () => {
    expect(say({ name: 'Order Completed', order: 'A-1', amount: money(12800) })).toBe('Ordered for ¥128.00');
    expect(say({ name: 'Order Refunded', order: 'A-1', amount: money(-4200) })).toBe('¥42.00 of order A-1 was refunded');
    expect(say({ name: 'Order Delivered', order: 'A-1', late: true })).toBe('Order A-1 was delivered late');
    expect(say({ name: 'Hotline Called', body: { topic: 'delivery' } })).toBe('Called the hotline about a delivery');
    expect(say({ name: 'Product Reviewed', body: { rating: 4 } })).toBe('Left a review: 4 of 5');
    expect(say({ name: 'Product Added', body: { name: 'Gaiwan' } })).toBe('Put Gaiwan into the cart');
    expect(say({ name: 'Value Tier Changed', body: { from: 'B', to: 'A' } })).toBe('Moved from value tier B to A');
    expect(say({ name: 'Lifecycle Stage Changed', body: { from: '', to: 'at_risk' } })).toBe('Became At risk');
    expect(say({ type: 'page', name: 'Shop', body: { title: 'Tea of the month' } })).toBe('Looked at the page Tea of the month');
    expect(say({ type: 'identify', body: { city: 'Bath' } })).toBe('Told us more about themselves');
  });
  it('tells an event of the shop’s own by its name, and never fails', () => {
    expect(say({ name: 'Tasting Booked' })).toBe('Tasting Booked');
    expect(say({ name: 'Gift Card Sold', amount: money(5000) })).toBe('Gift Card Sold: ¥50.00');
    expect(say({ name: 'Product Added' })).toBe('Product Added');
    expect(say({ name: 'Order Completed' })).toBe('Order Completed');
    expect(say({ name: '' })).toBe('track');
    expect(say({ type: 'page' })).toBe('Looked at 1 page');
  });
  it('names goods and quotes what was said', () => {
    const products = [{ name: 'Gaiwan', quantity: 2 }, { name: 'Tray' }, { name: 'Kettle' }, { name: 'Scoop' }];
    expect(tell(translators.en, f, item({ name: 'Order Completed', body: { products } })).detail).toBe('Gaiwan × 2, Tray, Kettle and 1 more');
    expect(tell(translators.en, f, item({ name: 'Product Reviewed', body: { text: 'x'.repeat(300) } })).detail).toHaveLength(241);
  });
  it('makes codes of names', () => {
    expect(slug('Order Completed')).toBe('orderCompleted');
    expect(slug('order-completed')).toBe('orderCompleted');
    expect(slug('')).toBe('');
  });
});

describe('reasons', () => {
  it('say amounts, days and shares each in its way', () => {
    expect(standing(translators.en, f, { code: 'tier_by_value', params: { worth: 120050, cut: 92000 } }, 'CNY')).toEqual([
      'Expected to spend ¥1,200.50 in the next 12 months',
      'The tier begins at ¥920.00',
    ]);
    const said = clues(translators.zh, f, {
      level: 'high', probability: 0.8, clues: [{ code: 'silent_long', value: 64.2, reference: 31.4 }, { code: 'chance_fell', value: 0.31, reference: 0.84 }, { code: 'brand_new', value: 1, reference: 1 }],
    });
    expect(said).toEqual(['距上次购买 64 天，平时间隔约 31 天', '90 天内下单的可能性从 84.0% 降到 31.0%']);
  });
});

describe('visits', () => {
  it('gather pages seen one after the other, and nothing else', () => {
    const page = (time: string, title: string, channel = 'web') => item({ type: 'page', time, channel, body: { title } });
    const days = byDay(
      [page('2026-11-22T10:40:00Z', 'c'), page('2026-11-22T10:20:00Z', 'b'), item({ name: 'Product Added', time: '2026-11-22T10:10:00Z' }), page('2026-11-22T09:00:00Z', 'a'), page('2026-11-22T08:00:00Z', 'z'), page('2026-11-21T08:00:00Z', 'y')],
      (when) => when.slice(0, 10),
    );
    expect(days.map((d) => d.moments.map((m) => m.length))).toEqual([[2, 1, 1, 1], [1]]);
    expect(days[0]!.moments[0]!.map(pageName)).toEqual(['c', 'b']);
  });
});
