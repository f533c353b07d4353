import { describe, expect, it } from 'vitest';
import { missing, sampleOf, traits } from './importer/fields';
import { stepOf } from './importer/steps';
import { snippet, snippetsFor } from './snippets';

describe('snippets', () => {
  const source = { id: 's1', writeKey: 'wk_1' };
  it('carry the server’s address and the write key', () => {
    for (const kind of ['web', 'server', 'app']) {
      for (const which of snippetsFor(kind)) {
        const code = snippet(which, 'https://crm.example.com', source);
        expect(code, which).toContain('wk_1');
        expect(code, which).toContain('crm.example.com');
      }
    }
    expect(snippet('browser', 'https://crm.example.com', source)).toContain("protocol: 'https'");
    expect(snippet('shopify', 'https://crm.example.com', source)).toBe('https://crm.example.com/hooks/shopify/s1');
  });
});

describe('the import wizard', () => {
  it('asks for who, when and how much', () => {
    expect(missing('orders', {})).toEqual(['customer', 'time', 'amount']);
    expect(missing('orders', { email: 'mail', time: 'date', price: 'price' })).toEqual([]);
    expect(missing('customers', { phone: 'tel' })).toEqual([]);
  });
  it('shows samples and columns still free', () => {
    expect(sampleOf(['a', 'b'], [['1', 'x'], ['2', 'x'], ['', 'y']], 'b')).toEqual(['x', 'y']);
    expect(sampleOf(['a'], [['1']], 'gone')).toEqual([]);
    expect(traits(['id', 'city', 'vip'], { customer: 'id' })).toEqual(['city', 'vip']);
  });
  it('finds its step again', () => {
    const result = (dryRun: boolean) => ({ dryRun, rows: 1, taken: 1, already: 0, refused: 0, reasons: [], made: { orders: 0, updated: 0, lines: 0, refunds: 0, persons: 0, revenue: {}, refunded: {} } });
    expect(stepOf(undefined)).toBe(0);
    expect(stepOf({ state: 'uploaded' })).toBe(1);
    expect(stepOf({ state: 'checked', result: result(true) })).toBe(2);
    expect(stepOf({ state: 'failed', result: result(true) })).toBe(1);
    expect(stepOf({ state: 'cancelled', result: result(false) })).toBe(3);
    expect(stepOf({ state: 'done', result: result(false) })).toBe(3);
  });
});
