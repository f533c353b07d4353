import type { Rules } from './api';

/** wrong gives the word for what is wrong with rules; the server holds the same, see metric/rules.go. */
export function wrong(r: Rules, way: 'share' | 'amount'): 'tiers.wrong' | 'tiers.amountWrong' | 'tiers.daysWrong' | undefined {
  if (way === 'share' && !(r.shareA > 0 && r.shareB >= 0 && r.shareA + r.shareB <= 1)) return 'tiers.wrong';
  if (way === 'amount' && !(r.amountB > 0 && r.amountA >= r.amountB)) return 'tiers.amountWrong';
  if (r.lostDays < r.atRiskDays) return 'tiers.daysWrong';
  return undefined;
}
