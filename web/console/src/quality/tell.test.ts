import { describe, expect, it } from 'vitest';
import { sourceName, traitOf, why } from './tell';

const t = ((key: string) => key) as never;

describe('telling what is wrong', () => {
  it('writes the trait under which it was told, else the usual one', () => {
    expect(traitOf({ kind: 'phone', trait: 'mobile' })).toBe('mobile');
    expect(traitOf({ kind: 'bounced' })).toBe('email');
    expect(traitOf({ kind: 'shared_phone' })).toBe('phone');
  });

  it('names who told it', () => {
    const names = new Map([['s1', 'Web shop']]);
    expect(sourceName(t, names, 's1')).toBe('Web shop');
    expect(sourceName(t, names, 's2')).toBe('s2');
    expect(sourceName(t, undefined, 'customer')).toBe('quality.source.staff');
    expect(sourceName(t, names, '')).toBe('quality.source.unknown');
  });

  it('gives every reason for which two may be one', () => {
    expect(why(t, { reason: 'a', reasons: ['a', 'b'] })).toBe('a; b');
    expect(why(t, { reason: 'a' })).toBe('a');
  });
});
