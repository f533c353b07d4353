import type { ModelFit } from './api';

/** Meaning is what a model's parameters come to, in numbers that a shop manager knows. */
export interface Meaning {
  code: string;
  params: Record<string, number>;
}

/** Models count time in weeks. */
const week = 7;

/**
 * meanings reads the parameters as Fader and Hardie define them: buying rates
 * are Gamma(r, α), leaving after an order Beta(a, b), leaving rates Gamma(s, β),
 * spend per order Gamma(p, ν) with ν ~ Gamma(q, v).
 */
export function meanings(m: { name: ModelFit['name']; parameters: { name: string; value: number }[] | null }): Meaning[] {
  const of = Object.fromEntries((m.parameters ?? []).map((p) => [p.name, p.value]));
  const has = (...names: string[]) => names.every((n) => Number.isFinite(of[n]) && of[n]! > 0);
  const out: Meaning[] = [];
  if (has('r', 'alpha')) {
    out.push({ code: 'gap', params: { days: Math.round((of.alpha! / of.r!) * week) } });
    out.push({ code: of.r! < 1 ? 'uneven' : 'even', params: {} });
  }
  if (has('a', 'b')) {
    const share = of.a! / (of.a! + of.b!);
    out.push({ code: m.name === 'mbg/nbd' ? 'leaveFromFirst' : 'leaveAfterOrder', params: { share } });
  }
  if (has('s', 'beta')) {
    const year = 365 / week;
    out.push({ code: 'leaveInYear', params: { share: 1 - (of.beta! / (of.beta! + year)) ** of.s! } });
  }
  if (has('p', 'q', 'v') && of.q! > 1) out.push({ code: 'spend', params: { amount: (of.p! * of.v!) / (of.q! - 1) } });
  return out;
}
