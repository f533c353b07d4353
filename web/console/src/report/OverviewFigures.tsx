import { Figure, Figures, type Change } from '@/design/Figure';
import { useFormat } from '@/format/useFormat';
import type { Format } from '@/format/format';
import { useT, type Translate } from '@/i18n';
import { unscored, type Overview, type Rate } from './api';

/** Below this many people a share says more about chance than about customers. */
export const smallSample = 30;

/** OverviewFigures are the five numbers that say whether customers come back. */
export function OverviewFigures({ data, days }: { data: Overview; days: number }) {
  const t = useT();
  const f = useFormat();
  const cycle = data.repurchaseCycle;
  const risk = data.valueAtRisk;
  const scored = !unscored(data);
  const fresh = data.customers.newIn30d - (data.customers.previousNewIn30d ?? data.customers.newIn30d);
  return (
    <Figures>
      <Figure
        name={t('overview.customers')}
        how="customers"
        value={f.number(data.customers.total)}
        note={t('overview.newIn30d', { count: data.customers.newIn30d, n: f.number(data.customers.newIn30d) })}
        change={data.customers.previousNewIn30d === undefined ? undefined : countChange(t, f, fresh)}
      />
      <RateFigure name={t('overview.repurchaseRate')} how="repurchaseRate" rate={data.repurchaseRate} period={t('period.days', { n: days })} />
      <RateFigure name={t('overview.repurchase30')} how="repurchase30" rate={data.repurchase30} period={t('period.new', { n: days })} />
      <Figure
        name={t('overview.cycle')}
        how="cycle"
        words={cycle.medianDays === null || cycle.n < smallSample}
        value={cycle.medianDays === null || cycle.n < smallSample ? t('sample.small', { count: cycle.n, n: f.number(cycle.n) }) : f.days(Math.round(cycle.medianDays))}
        change={daysChange(t, f, cycle.medianDays, cycle.previous)}
        note={t('period.median', { n: days })}
      />
      <Figure
        name={t('overview.atRisk')}
        how="valueAtRisk"
        words={!scored}
        value={scored ? <span title={f.money(risk.amount)}>{f.money(risk.amount, 'compact')}</span> : t('models.none.title')}
        note={scored && t('overview.atRisk.note', { count: risk.customers, n: f.number(risk.customers) })}
        change={risk.previous && moneyChange(t, f, risk.amount.minor - risk.previous.minor, risk.amount.currency)}
      />
    </Figures>
  );
}

function RateFigure({ name, how, rate, period }: { name: string; how: 'repurchaseRate' | 'repurchase30'; rate: Rate; period: string }) {
  const t = useT();
  const f = useFormat();
  const small = rate.value === null || rate.n < smallSample;
  const change = small || rate.previous == null || rate.value === null ? undefined : pointsChange(t, f, rate.value - rate.previous);
  return (
    <Figure
      name={name}
      how={how}
      words={small}
      value={small ? t('sample.small', { count: rate.n, n: f.number(rate.n) }) : f.percent(rate.value!)}
      change={change}
      note={small ? undefined : period}
    />
  );
}

function change(d: number, text: string, good: 'up' | 'down'): Change {
  const direction = d > 0 ? 'up' : 'down';
  return { text, direction, verdict: direction === good ? 'good' : 'bad' };
}

function same(t: Translate): Change {
  return { text: t('change.same'), direction: 'same' };
}

function countChange(t: Translate, f: Format, d: number): Change {
  if (d === 0) return same(t);
  const size = { count: Math.abs(d), n: f.number(Math.abs(d)) };
  return change(d, t(d > 0 ? 'change.more' : 'change.fewer', size), 'up');
}

function pointsChange(t: Translate, f: Format, d: number): Change {
  const rounded = Math.round(d * 1000) / 1000;
  return rounded === 0 ? same(t) : change(rounded, t('change.points', { n: f.points(rounded) }), 'up');
}

function daysChange(t: Translate, f: Format, now: number | null, before?: number | null): Change | undefined {
  if (now === null || before == null) return undefined;
  const d = Math.round(now) - Math.round(before);
  if (d === 0) return same(t);
  const size = { count: Math.abs(d), n: f.number(Math.abs(d)) };
  return change(d, t(d < 0 ? 'change.shorter' : 'change.longer', size), 'down');
}

function moneyChange(t: Translate, f: Format, minor: number, currency: string): Change {
  if (minor === 0) return same(t);
  const n = f.money({ minor: Math.abs(minor), currency }, 'compact');
  return change(minor, t(minor > 0 ? 'change.moneyMore' : 'change.moneyLess', { n }), 'down');
}
