import { describe, expect, it } from 'vitest';
import { format } from '@/format/format';
import { behind } from './late';

describe('how late an order is', () => {
  const promised = { promisedAt: '2026-03-01T10:00:00Z', deliveredAt: '2026-03-03T16:00:00Z' };
  const f = format('en', 'UTC');
  it('counts to its delivery, or to the moment at which everything stands', () => {
    expect(f.span(behind(promised, 'delivered', ''))).toBe('2 days');
    expect(f.span(behind(promised, 'overdue', '2026-03-11T12:00:00Z'))).toBe('10 days');
    expect(f.span(behind(promised, 'due', '2026-03-01T05:00:00Z'))).toBe('5 hours');
    expect(behind({}, 'overdue', '2026-03-11T12:00:00Z')).toBe(0);
  });
});
