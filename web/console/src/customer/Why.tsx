import type { Reason, Worth } from '@/api/types';
import { sentence } from '@/format/sentence';
import type { Format } from '@/format/format';
import { useFormat } from '@/format/useFormat';
import { useT, type Translate } from '@/i18n';

/** Amounts come as minor units of the currency that the score is told in. */
const amounts = new Set(['worth', 'cut', 'below']);

/** standing says why somebody is in a tier or stage. */
export function standing(t: Translate, f: Format, why: Reason, currency: string): string[] {
  const p = plain(why.params ?? {}, currency);
  const days = p.silentDays ?? p.days;
  if (typeof days === 'number') p.ago = f.ago(days);
  const codes = [why.code, ...(p.cut ? ['tier_cut'] : []), ...(p.below ? ['tier_below'] : [])];
  return codes.map((code) => sentence(t, f, 'why', code, p)).filter((s) => s !== undefined);
}

/** clues says what a churn risk rests on. The same number is a share in one sentence and days in another. */
export function clues(t: Translate, f: Format, churn: NonNullable<Worth['churn']>): string[] {
  return (churn.clues ?? [])
    .map((c) =>
      sentence(t, f, 'why', c.code, {
        value: Math.round(c.value), reference: Math.round(c.reference),
        ago: f.ago(c.value), valueShare: f.percent(c.value), referenceShare: f.percent(c.reference),
      }),
    )
    .filter((s) => s !== undefined);
}

/** plain rounds days and makes amounts of the numbers that are amounts. */
export function plain(params: Record<string, unknown>, currency: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(params).map(([k, v]) => {
      if (typeof v !== 'number') return [k, v];
      return [k, amounts.has(k) ? { minor: Math.round(v), currency } : /share|order90/i.test(k) ? v : Math.round(v)];
    }),
  );
}

/** Why lists the reasons of a score. */
export function Why({ said }: { said: string[] }) {
  if (!said.length) return null;
  return (
    <ul className="why">
      {[...new Set(said)].map((s) => (
        <li key={s}>{s}</li>
      ))}
    </ul>
  );
}

/** StandingWhy lists why somebody is in their tier and stage. */
export function StandingWhy({ worth: w }: { worth: Worth }) {
  const t = useT();
  const f = useFormat();
  const currency = w.rfm.monetary.currency;
  return <Why said={[...standing(t, f, w.tier.why, currency), ...standing(t, f, w.stage.why, currency)]} />;
}
