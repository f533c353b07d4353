import { useMemo } from 'react';
import { CalibrationChart } from '@/chart/CalibrationChart';
import { Panel } from '@/design/Panel';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import type { Models } from './api';

/** Calibration sets what the models foretold for a past period against what happened in it. */
export function Calibration({ data }: { data: Models }) {
  const t = useT();
  const f = useFormat();
  const points = useMemo(
    () => (data.calibration ?? []).map((c) => ({ name: t('calibration.group', { n: c.group }), ...c })),
    [data.calibration, t],
  );
  const words = useMemo(
    () => ({
      predicted: t('calibration.predicted'), actual: t('calibration.actual'), perfect: t('calibration.perfect'),
      customers: t('col.customers'), interval: t('calibration.interval'),
    }),
    [t],
  );
  const value = useMemo(() => (v: number) => f.number(v, v < 10 ? 1 : 0), [f]);
  const h = data.holdout;
  if (!points.length) {
    return (
      <Panel title={t('calibration.title')}>
        <p className="muted prose">{t('calibration.none')}</p>
      </Panel>
    );
  }
  const hint = h
    ? t('calibration.holdout', {
        from: f.day(h.from), to: f.day(h.to), predicted: f.number(Math.round(h.predicted)), actual: f.number(Math.round(h.actual)),
      })
    : t('calibration.hint');
  return (
    <CalibrationChart
      title={t('calibration.title')}
      how="calibration"
      hint={hint}
      points={points}
      value={value}
      words={words}
      height={320}
      summary={hint}
      sheet={{
        columns: [t('calibration.groups'), t('col.customers'), words.predicted, words.actual],
        rows: points.map((p) => [p.name, p.customers, Math.round(p.predicted * 100) / 100, Math.round(p.actual * 100) / 100]),
      }}
    />
  );
}
