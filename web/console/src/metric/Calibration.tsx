import { useMemo } from 'react';
import { choice, useUrl } from '@/app/url';
import { CalibrationChart } from '@/chart/CalibrationChart';
import { Choice } from '@/design/Choice';
import { Panel } from '@/design/Panel';
import { digitsOf } from '@/format/format';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import type { Models } from './api';

const kinds = ['chance', 'value'] as const;

/** Calibration sets what would have been said at an earlier day against what then happened. */
export function Calibration({ data }: { data: Models }) {
  const t = useT();
  const f = useFormat();
  const url = useUrl();
  const kind = choice(url.get('check'), kinds);
  const b = data.backtest;
  const points = useMemo(
    () => (b?.[kind] ?? []).map((c, i) => ({ name: t('calibration.group', { n: i + 1 }), predicted: c.predicted, actual: c.observed, customers: c.customers })),
    [b, kind, t],
  );
  const words = useMemo(
    () => ({ predicted: t('calibration.predicted'), actual: t('calibration.actual'), customers: t('col.customers') }),
    [t],
  );
  const scale = 10 ** digitsOf(data.currency);
  const value = useMemo(
    () => (v: number) => (kind === 'chance' ? f.percent(v, 0) : f.money({ minor: Math.round(v * scale), currency: data.currency }, v >= 10_000 ? 'compact' : 'whole')),
    [kind, f, scale, data.currency],
  );
  if (!b || !points.length) {
    return (
      <Panel title={t('calibration.title')}>
        <p className="muted prose">{t('calibration.none')}</p>
      </Panel>
    );
  }
  const hint = t('calibration.backtest', {
    day: f.day(b.asOf), days: f.number(b.days), customers: f.number(b.customers), ordered: f.number(b.ordered),
    bias: f.percent(Math.abs(b.ordersBias)), inside: f.percent(b.inInterval),
    way: t(b.ordersBias >= 0 ? 'calibration.many' : 'calibration.few'),
  });
  return (
    <CalibrationChart
      title={t('calibration.title')}
      how="calibration"
      hint={hint}
      extra={
        <Choice small label={t('calibration.kind')} value={kind} onChange={(k) => url.set({ check: k === 'chance' ? undefined : k })} options={kinds.map((k) => ({ value: k, label: t(`calibration.kind.${k}`) }))} />
      }
      points={points}
      value={value}
      words={words}
      height={320}
      summary={hint}
      sheet={{
        columns: [t('calibration.groups'), t('col.customers'), words.predicted, words.actual],
        rows: points.map((p) => [p.name, p.customers, value(p.predicted), value(p.actual)]),
      }}
    />
  );
}
