import { LineChart } from '@/chart/LineChart';
import { useFormat } from '@/format/useFormat';
import { useT, word } from '@/i18n';
import type { QualityReport } from './api';

/** Months draws the score at the last run of each month beside the target. */
export function Months({ report: r }: { report: QualityReport }) {
  const t = useT();
  const f = useFormat();
  const x = r.months.map((m) => m.month);
  const names = r.aspects.map((a) => a.name);
  const label = (month: string) => f.month(`${month}-01`);
  const shown = (v: number) => f.percent(v / 100);
  const score = r.months.map((m) => m.score ?? null);
  return (
    <LineChart
      title={t('quality.months')}
      hint={t('quality.months.hint')}
      how="quality"
      x={x}
      series={[
        { name: t('quality.score'), values: score, area: true },
        { name: t('quality.target'), values: x.map(() => r.target), forecastFrom: 0, colour: 'muted' },
      ]}
      label={label}
      value={shown}
      summary={t('quality.months.summary', { summary: f.enumerate(r.months.map((m) => `${label(m.month)} ${m.score === undefined ? '–' : shown(m.score)}`)) })}
      sheet={{
        columns: [t('quality.month'), t('quality.score'), ...names.map((n) => word(t, `quality.aspect.${n}`, n))],
        rows: r.months.map((m) => [label(m.month), m.score ?? null, ...names.map((n) => m.aspects[n] ?? null)]),
      }}
    />
  );
}
