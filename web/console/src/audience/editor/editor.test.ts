import { describe, expect, it } from 'vitest';
import type { Catalogue } from '../api';
import { picks, search, starting } from '../catalogue';
import { filled } from '../days';
import { formsOf, sortOf, valueFor, windowOf, windowSorts } from '../forms';
import { mended } from './mended';
import { flat, whereOf } from './where';

const fault = (text: string, piece: string, suggest: string, code = 'field') => ({ offset: [...text.slice(0, text.indexOf(piece))].length, length: [...piece].length, suggest, code });

describe('the word that was meant', () => {
  it('takes the place of the one that was written', () => {
    const mend = (text: string, piece: string, suggest: string, code?: string) => mended(text, fault(text, piece, suggest, code));
    expect(mend('citty == "x"', 'citty', 'city')).toBe('city == "x"');
    expect(mend('"👋" == name && citty == "x"', 'citty', 'city')).toBe('"👋" == name && city == "x"');
    expect(mend('鞋子 == 42', '鞋子', '鞋码')).toBe('field("鞋码") == 42');
    expect(mend('tier == "a"', '"a"', 'A', 'value')).toBe('tier == "A"');
    expect(mend('customer in audience("VIB")', 'customer in audience("VIB")', 'VIP', 'audience')).toBe('customer in audience("VIP")');
    expect(mend('Fiting.count() > 1', 'Fiting', 'Fitting room', 'event')).toBe('event("Fitting room").count() > 1');
  });
});

describe('what events are narrowed down by', () => {
  it('is rows unless groups stand in groups', () => {
    const a = { is: { field: 'total', op: '>' as const, value: 1 } };
    for (const node of [undefined, a, { not: a }, { all: [a, { not: a }] }, { any: [a, a] }]) {
      const parts = flat(node)!;
      expect(whereOf(parts.join, parts.rows)).toEqual(node);
    }
    expect(flat({ all: [a, { any: [a, a] }] })).toBeUndefined();
    expect(flat({ not: { any: [a, a] } })).toBeUndefined();
  });
});

describe('windows and values', () => {
  it('are told in the words they were made with', () => {
    for (const sort of windowSorts) expect(sortOf(windowOf(sort))).toBe(sort);
  });
  it('keep what fits', () => {
    expect(valueFor('number', 'in', 5)).toEqual([5]);
    expect(valueFor('text', '==', ['a', 'b'])).toBe('a');
    expect(valueFor('text', 'in', '')).toEqual([]);
    expect(valueFor('span', '>', 5)).toEqual({ days: 7 });
    expect(valueFor('date', '>', { date: '2026-03-05' })).toEqual({ date: '2026-03-05' });
    expect(formsOf('date', true).some((f) => f.take)).toBe(false);
  });
});

describe('the catalogue', () => {
  const field = (name: string, kind: 'number' | 'text', values: string[] = []) => ({ name, kind, values, english: name, chinese: `${name}字`, met: 0 });
  const catalogue: Catalogue = { zone: 'UTC', currency: 'CNY', fields: [field('city', 'text'), field('tier', 'text', ['A', 'B']), field('revenue', 'number')], events: [{ word: 'orders', also: ['ordered'], english: 'orders', chinese: '订单', met: 3, properties: [] }], audiences: ['VIP'], lists: ['Friends'] };
  it('is searched by any of its words, in sections', () => {
    const all = picks(catalogue, 'en', (key, name) => `${key} ${name ?? ''}`);
    expect(search(all, 'ordered').map((p) => p.key)).toEqual(['event:orders']);
    expect(search(all, '订单').map((p) => p.key)).toContain('event:orders');
    expect(search(all, '').map((p) => p.section)).toEqual([...search(all, '').map((p) => p.section)].sort((a, b) => order.indexOf(a) - order.indexOf(b)));
    expect(all.find((p) => p.key === 'audience:VIP')!.make()).toEqual({ in: { audience: 'VIP' } });
  });
  it('begins with a condition that makes sense', () => {
    expect(starting(catalogue.fields[1]!)).toEqual({ field: 'tier', op: 'in', value: ['A'] });
    expect(starting(catalogue.fields[2]!)).toEqual({ field: 'revenue', op: '>=', value: 1 });
  });
});

const order = ['known', 'scores', 'orders', 'behaviour', 'groups', 'share'];

describe('growth', () => {
  it('has every day, also those on which nothing changed', () => {
    const told = [{ day: '2026-03-01', size: 10, entered: 2, left: 0 }, { day: '2026-03-04', size: 9, entered: 0, left: 1 }];
    expect(filled(told, '2026-03-05', 90).map((d) => d.size)).toEqual([10, 10, 10, 9, 9]);
    expect(filled(told, '2026-03-05', 2).map((d) => d.day)).toEqual(['2026-03-04', '2026-03-05']);
    expect(filled([], '2026-03-05', 2)).toEqual([]);
  });
});
