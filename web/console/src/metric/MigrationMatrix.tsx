import { Select } from 'antd';
import { useMemo } from 'react';
import { useUrl } from '@/app/url';
import { MatrixChart } from '@/chart/MatrixChart';
import { Bone } from '@/design/Bone';
import { FaultNote } from '@/design/Notes';
import { Panel } from '@/design/Panel';
import { useFormat } from '@/format/useFormat';
import { useT, word } from '@/i18n';
import { useMigration, type Migration } from './api';

/** MigrationMatrix shows who moved from which value tier to which within a month. */
export function MigrationMatrix() {
  const t = useT();
  const url = useUrl();
  const migration = useMigration(url.get('month'));
  if (migration.isPending) {
    return (
      <Panel title={t('migration.title')}>
        <Bone height={320} />
      </Panel>
    );
  }
  if (migration.isError) {
    return (
      <Panel title={t('migration.title')}>
        <FaultNote error={migration.error} retry={() => void migration.refetch()} />
      </Panel>
    );
  }
  return <Matrix data={migration.data} />;
}

function Matrix({ data: m }: { data: Migration }) {
  const t = useT();
  const f = useFormat();
  const url = useUrl();
  const total = m.counts.flat().reduce((n, v) => n + v, 0);
  const parts = useMemo(() => {
    const names = m.tiers.map((tier) => word(t, `tier.${tier}.short`, tier));
    const sums = m.counts.map((row) => row.reduce((n, v) => n + v, 0) || 1);
    return {
      rows: names,
      columns: names,
      values: m.counts as (number | null)[][],
      text: (v: number) => f.number(v),
      shade: (v: number, i: number) => v / sums[i]!,
      detail: (v: number, i: number, j: number) => ({
        title: t('migration.cell', { from: names[i], to: names[j] }),
        rows: [
          { name: t('col.customers'), value: f.number(v) },
          { name: t('col.share'), value: f.percent(v / sums[i]!) },
        ],
      }),
    };
  }, [m, t, f]);
  const months = m.months ?? [];
  const label = (month: string) => f.month(`${month.slice(0, 7)}-01`);
  const choose = months.length > 1 && (
    <Select
      size="small"
      aria-label={t('migration.month')}
      value={m.month}
      onChange={(month: string) => url.set({ month })}
      options={months.map((month) => ({ value: month, label: label(month) }))}
      style={{ minWidth: 120 }}
    />
  );
  if (!total) {
    return (
      <Panel title={t('migration.title')} extra={choose}>
        <p className="muted prose">{t('migration.none')}</p>
      </Panel>
    );
  }
  return (
    <MatrixChart
      title={t('migration.title')}
      how="migration"
      hint={t('migration.hint', { from: label(m.previous), to: label(m.month) })}
      extra={choose}
      height={320}
      rowTitle={t('migration.from', { month: label(m.previous) })}
      columnTitle={t('migration.to', { month: label(m.month) })}
      {...parts}
      summary={t('migration.hint', { from: label(m.previous), to: label(m.month) })}
      sheet={{ columns: [t('migration.from', { month: label(m.previous) }), ...parts.columns], rows: m.counts.map((row, i) => [parts.rows[i]!, ...row]) }}
    />
  );
}
