import { useMemo } from 'react';
import { MatrixChart } from '@/chart/MatrixChart';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import type { Overview } from './api';
import { smallSample } from './OverviewFigures';

/** CohortChart shows, for customers by month of their first order, how many came back in each later month. */
export function CohortChart({ data }: { data: Overview }) {
  const t = useT();
  const f = useFormat();
  const cohorts = useMemo(() => (data.cohorts ?? []).filter((c) => c.customers > 0 && c.returned.length > 0), [data.cohorts]);
  const months = Math.max(0, ...cohorts.map((c) => c.returned.length));
  const parts = useMemo(() => {
    const values = cohorts.map((c) => Array.from({ length: months }, (_, j) => (c.returned[j] === undefined ? null : c.returned[j]!)));
    const share = (v: number, i: number) => v / (cohorts[i]?.customers || 1);
    return {
      rows: cohorts.map((c) => f.month(`${c.month.slice(0, 7)}-01`)),
      columns: Array.from({ length: months }, (_, j) => String(j + 1)),
      values,
      text: (v: number, i: number) => (cohorts[i]!.customers < smallSample ? f.number(v) : f.percent(share(v, i), 0)),
      shade: (v: number, i: number) => share(v, i) / 0.6,
      detail: (v: number, i: number, j: number) => ({
        title: t('cohort.title', { month: f.month(`${cohorts[i]!.month.slice(0, 7)}-01`), count: j + 1 }),
        rows: [
          { name: t('cohort.size'), value: f.number(cohorts[i]!.customers) },
          { name: t('cohort.returned'), value: `${f.number(v)} (${f.percent(share(v, i))})` },
        ],
      }),
    };
  }, [cohorts, months, f, t]);
  if (!cohorts.length || !months) return null;
  return (
    <MatrixChart
      title={t('cohort.name')}
      how="cohorts"
      hint={t('cohort.hint')}
      columnTitle={t('cohort.columns')}
      {...parts}
      summary={t('cohort.summary', { count: cohorts.length, n: f.number(cohorts.length) })}
      sheet={{
        columns: [t('col.month'), t('cohort.size'), ...parts.columns.map((c) => t('cohort.month', { n: c }))],
        rows: cohorts.map((c, i) => [parts.rows[i]!, c.customers, ...parts.values[i]!]),
      }}
    />
  );
}
