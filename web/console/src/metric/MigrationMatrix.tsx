import { useMemo } from 'react';
import { useUrl } from '@/app/url';
import { MatrixChart } from '@/chart/MatrixChart';
import { Bone } from '@/design/Bone';
import { FaultNote } from '@/design/Notes';
import { Panel } from '@/design/Panel';
import { useFormat } from '@/format/useFormat';
import { useT, word } from '@/i18n';
import { tiers } from '@/customer/filters';
import { useMigration, type Migration } from './api';
import { matrix } from './matrix';

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
  if (!migration.data) {
    return (
      <Panel title={t('migration.title')}>
        <p className="muted prose">{t('migration.none')}</p>
      </Panel>
    );
  }
  return <Matrix data={migration.data} />;
}

function Matrix({ data: m }: { data: Migration }) {
  const t = useT();
  const f = useFormat();
  const url = useUrl();
  const { rows, counts } = useMemo(() => matrix(m), [m]);
  const total = counts.flat().reduce((n, v) => n + v, 0);
  const parts = useMemo(() => {
    const name = (tier: string) => word(t, `tier.${tier || 'none'}.short`, tier);
    const from = rows.map(name);
    const to = tiers.map(name);
    const sums = counts.map((row) => row.reduce((n, v) => n + v, 0) || 1);
    return {
      rows: from,
      columns: to,
      values: counts as (number | null)[][],
      text: (v: number) => f.number(v),
      shade: (v: number, i: number) => v / sums[i]!,
      detail: (v: number, i: number, j: number) => ({
        title: t('migration.cell', { from: from[i], to: to[j] }),
        rows: [
          { name: t('col.customers'), value: f.number(v) },
          { name: t('col.share'), value: f.percent(v / sums[i]!) },
        ],
      }),
    };
  }, [rows, counts, t, f]);
  const months = m.months ?? [];
  const label = (month: string) => f.month(`${month.slice(0, 7)}-01`);
  const choose = months.length > 1 && (
    <select className="plain-select" aria-label={t('migration.month')} value={m.to} onChange={(e) => url.set({ month: e.target.value })}>
      {months.map((month) => (
        <option key={month} value={month}>
          {label(month)}
        </option>
      ))}
    </select>
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
      hint={t('migration.hint', { from: label(m.from), to: label(m.to) })}
      extra={choose}
      height={320}
      rowTitle={t('migration.from', { month: label(m.from) })}
      columnTitle={t('migration.to', { month: label(m.to) })}
      {...parts}
      summary={t('migration.hint', { from: label(m.from), to: label(m.to) })}
      sheet={{ columns: [t('migration.from', { month: label(m.from) }), ...parts.columns], rows: counts.map((row, i) => [parts.rows[i]!, ...row]) }}
    />
  );
}
