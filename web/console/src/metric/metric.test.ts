import { describe, expect, it } from 'vitest';
import type { ModelFit } from './api';
import { meanings } from './meaning';
import { matrix } from './matrix';
import { wrong } from './rules';

const fit = (name: ModelFit['name'], values: Record<string, number>) => ({
  name,
  parameters: Object.entries(values).map(([key, value]) => ({ name: key, value, low: 0, high: 0 })),
});

describe('what parameters mean', () => {
  // The parameters are those published for the CDNOW sample.
  it('is told in days and shares', () => {
    expect(meanings(fit('bg/nbd', { r: 0.2426, alpha: 4.4136, a: 0.7929, b: 2.4259 }))).toEqual([
      { code: 'gap', params: { days: 127 } },
      { code: 'uneven', params: {} },
      { code: 'leaveAfterOrder', params: { share: expect.closeTo(0.2463, 4) as number } },
    ]);
    expect(meanings(fit('pareto/nbd', { r: 0.5533, alpha: 10.578, s: 0.6062, beta: 11.669 }))[2]!.params.share).toBeCloseTo(0.643, 3);
    expect(meanings(fit('gamma-gamma', { p: 6.2496, q: 3.7442, v: 15.4435 }))).toEqual([{ code: 'spend', params: { amount: expect.closeTo(35.17, 2) as number } }]);
  });
  it('is left out where it is not determined', () => {
    expect(meanings(fit('gamma-gamma', { p: 6, q: 0.9, v: 15 }))).toEqual([]);
    expect(meanings({ name: 'bg/nbd', parameters: null })).toEqual([]);
  });
});

describe('the migration matrix', () => {
  it('has a row for those who were no customers yet only when there are some', () => {
    expect(matrix({ moves: [{ from: 'B', to: 'A', customers: 7 }] })).toEqual({
      rows: ['A', 'B', 'C', 'new'],
      counts: [[0, 0, 0, 0], [7, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]],
    });
    expect(matrix({ moves: [{ from: '', to: 'new', customers: 3 }] }).rows).toEqual(['A', 'B', 'C', 'new', '']);
    expect(matrix({ moves: null }).counts.flat().every((n) => n === 0)).toBe(true);
  });
});

describe('rules', () => {
  const good = { shareA: 0.2, shareB: 0.3, amountA: 0, amountB: 0, newDays: 60, atRiskDays: 90, lostDays: 180 };
  it('are checked before they are sent', () => {
    expect(wrong(good, 'share')).toBeUndefined();
    expect(wrong({ ...good, shareA: 0.8 }, 'share')).toBe('tiers.wrong');
    expect(wrong({ ...good, amountA: 100, amountB: 200 }, 'amount')).toBe('tiers.amountWrong');
    expect(wrong({ ...good, lostDays: 30 }, 'share')).toBe('tiers.daysWrong');
  });
});
