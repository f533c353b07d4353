import { useMemo } from 'react';
import { MatrixChart } from '@/chart/MatrixChart';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import type { Overview } from './api';
import { smallSample } from './OverviewFigures';

const shown = 12;

/** CohortChart shows, for customers by month of their first order, how many came back in each later month. */
export function CohortChart({ data }: { data: Overview }) {
  const t = useT();
  const f = useFormat();
  const all = useMemo(() => (data.cohorts ?? []).filter((c) => c.customers > 0 && c.returned.length > 0), [data.cohorts]);
  // A year says whether it gets better; the table and the file have every month.
  const cohorts = useMemo(() => all.slice(-shown), [all]);
  const months = Math.min(12, Math.max(0, ...cohorts.map((c) => c.returned.length)));
  const most = Math.max(0.01, ...cohorts.flatMap((c) => c.returned.map((v) => v / c.customers)));
  const parts = useMemo(() => {
    const values = cohorts.map((c) => Array.from({ length: months }, (_, j) => (c.returned[j] === undefined ? null : c.returned[j]!)));
    const share = (v: number, i: number) => v / (cohorts[i]?.customers || 1);
    return {
      rows: cohorts.map((c) => f.month(`${c.month.slice(0, 7)}-01`)),
      columns: Array.from({ length: months }, (_, j) => String(j + 1)),
      values,
      text: (v: number, i: number) => (cohorts[i]!.customers < smallSample ? f.number(v) : f.percent(share(v, i), 0)),
      shade: (v: number, i: number) => share(v, i) / most,
      detail: (v: number, i: number, j: number) => ({
        title: t('cohort.title', { month: f.month(`${cohorts[i]!.month.slice(0, 7)}-01`), count: j + 1 }),
        rows: [
          { name: t('cohort.size'), value: f.number(cohorts[i]!.customers) },
          { name: t('cohort.returned'), value: `${f.number(v)} (${f.percent(share(v, i))})` },
        ],
      }),
    };
  }, [cohorts, months, most, f, t]);
  const longest = Math.max(0, ...all.map((c) => c.returned.length));
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
        columns: [t('col.month'), t('cohort.size'), ...Array.from({ length: longest }, (_, j) => t('cohort.month', { n: j + 1 }))],
        rows: all.map((c) => [c.month, c.customers, ...Array.from({ length: longest }, (_, j) => c.returned[j] ?? null)]),
      }}
    />
  );
}
