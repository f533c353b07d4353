import { describe, expect, it } from 'vitest';
import { active, query, viewOf } from './filters';

describe('filters of the customer list', () => {
  it('become the query of the API', () => {
    const q = query(new URLSearchParams('stage=lost,nonsense&minRevenue=300&open=42&q=li'));
    expect(q).toMatchObject({ stage: ['lost'], minRevenue: '300', q: 'li', sort: '-lastSeen' });
    expect(q).not.toHaveProperty('open');
  });
  it('know how the API sorts', () => {
    expect(query(new URLSearchParams('sort=-value')).sort).toBe('-value');
    expect(query(new URLSearchParams('sort=drop%20table')).sort).toBe('-lastSeen');
  });
  it('are counted without the search', () => expect(active(new URLSearchParams('q=li&stage=lost&city=Bath'))).toBe(2));
});

describe('saved views', () => {
  it('keep what makes the list, not what is open beside it', () => {
    expect(viewOf(new URLSearchParams('open=42&sort=-value&columns=name,tier&tier=A'))).toBe('columns=name%2Ctier&sort=-value&tier=A');
  });
});
