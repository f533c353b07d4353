import { describe, expect, it } from 'vitest';
import { choice, list, patched } from './url';

describe('the address', () => {
  it('changes one filter and keeps the others, in a steady order', () => {
    const before = new URLSearchParams('stage=lost&q=li');
    expect(patched(before, { tier: ['A', 'B'] }).toString()).toBe('q=li&stage=lost&tier=A%2CB');
    expect(patched(before, { stage: undefined }).toString()).toBe('q=li');
    expect(patched(before, { q: '' }).toString()).toBe('stage=lost');
    expect(before.toString()).toBe('stage=lost&q=li');
  });
  it('gives back what was put in', () => {
    const values = ['at_risk', 'lost'] as const;
    const there = patched(new URLSearchParams(), { stage: [...values] });
    expect(list(there.get('stage'), ['new', 'at_risk', 'lost'])).toEqual(values);
  });
  it('ignores words it does not know', () => {
    expect(list('lost,<script>', ['lost'])).toEqual(['lost']);
    expect(choice('9000', ['90', '30'])).toBe('90');
    expect(choice(null, ['90', '30'])).toBe('90');
  });
});
