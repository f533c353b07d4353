import { useCustomerTabs } from '@/customer/tabs';
import { LineChart } from '@/chart/LineChart';
import { MatrixChart } from '@/chart/MatrixChart';
import { Figure, Figures } from '@/design/Figure';
import { Empty, FaultNote } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { useFormat } from '@/format/useFormat';
import { useT, word } from '@/i18n';
import { AlarmList } from './AlarmList';
import { useHealth, type HealthReport } from './api';
import './health.css';

/** HealthPage shows how everybody stands, and the alarms to work through. */
export function HealthPage() {
  const t = useT();
  const f = useFormat();
  const health = useHealth();
  const r = health.data;
  return (
    <Page title={t('health.page')} hint={r?.asOf ? t('health.page.asOf', { day: f.day(r.asOf) }) : t('health.page.hint')} tabs={useCustomerTabs()}>
      {health.isError && <FaultNote error={health.error} retry={() => void health.refetch()} />}
      {health.isPending && <Figures loading />}
      {r && (!r.known || r.customers === 0) && (
        <Panel>
          <Empty title={t('health.none.title')}>{t('health.none.text')}</Empty>
        </Panel>
      )}
      {r && r.known && r.customers > 0 && (
        <div className="stack">
          <Summary report={r} />
          <AlarmList />
          <div className="grid-2">
            <Spread report={r} />
            <TierParts report={r} />
          </div>
          <TierMonths report={r} />
        </div>
      )}
    </Page>
  );
}

const tierName = (t: ReturnType<typeof useT>, tier: string) => word(t, `tier.${tier || 'none'}.short`, tier);

function Summary({ report: r }: { report: HealthReport }) {
  const t = useT();
  const f = useFormat();
  const mean = (r.tiers ?? []).reduce((n, g) => n + g.mean * g.customers, 0) / (r.customers || 1);
  const share = (n: number) => f.percent(n / (r.customers || 1));
  return (
    <Figures>
      <Figure name={t('health.mean')} value={f.number(Math.round(mean * 10) / 10)} note={t('health.of', { n: f.number(r.customers) })} how="health" />
      <Figure name={t('health.below', { n: r.line })} value={share(r.below)} note={t('health.count', { n: f.number(r.below) })} />
      <Figure name={t('health.cooling')} value={share(r.cooling)} note={t('health.count', { n: f.number(r.cooling) })} how="temperature" />
      <Figure name={t('health.warming')} value={share(r.warming)} note={t('health.count', { n: f.number(r.warming) })} how="temperature" />
      <Figure name={t('health.alarms.open')} value={f.number(r.openAlarms)} how="healthAlarm" />
    </Figures>
  );
}

/** Spread shows how many customers stand where, by tens of points and tier. */
function Spread({ report: r }: { report: HealthReport }) {
  const t = useT();
  const f = useFormat();
  const tiers = r.tiers ?? [];
  const x = Array.from({ length: 10 }, (_, i) => (i === 9 ? '90–100' : `${i * 10}–${i * 10 + 9}`));
  const sheet = { columns: [t('health.points.title'), ...tiers.map((g) => tierName(t, g.tier))], rows: x.map((label, i) => [label, ...tiers.map((g) => g.spread?.[i] ?? 0)]) };
  return (
    <LineChart
      title={t('health.spread')}
      how="health"
      hint={t('health.spread.hint', { n: r.line })}
      x={x}
      series={tiers.map((g) => ({ name: tierName(t, g.tier), values: g.spread ?? [], colour: `tier-${g.tier || 'C'}`, bars: true }))}
      stacked
      label={(v) => t('health.points.range', { range: v })}
      tick={(v) => v.split('–')[0]!}
      value={(v) => f.number(v)}
      height={300}
      summary={t('health.spread')}
      sheet={sheet}
    />
  );
}

/** TierParts shows every part's mean by tier. */
function TierParts({ report: r }: { report: HealthReport }) {
  const t = useT();
  const f = useFormat();
  const tiers = r.tiers ?? [];
  const parts = tiers[0]?.parts ?? [];
  const names = [...parts.map((p) => word(t, `health.part.${p.name}`, p.name)), t('health.total')];
  const rows = tiers.map((g) => tierName(t, g.tier));
  const values = tiers.map((g) => [...(g.parts ?? []).map((p) => p.mean ?? null), g.mean]);
  return (
    <MatrixChart
      title={t('health.parts')}
      hint={t('health.parts.hint')}
      rows={names}
      columns={rows}
      values={names.map((_, i) => values.map((v) => v[i] ?? null))}
      text={(v) => f.number(Math.round(v))}
      shade={(v) => v / 100}
      detail={(v, i, j) => ({
        title: `${names[i]} · ${rows[j]}`,
        rows: [
          { name: t('health.mean'), value: f.number(Math.round(v * 10) / 10) },
          { name: t('col.customers'), value: f.number(tiers[j]?.parts?.[i]?.known ?? tiers[j]?.customers ?? 0) },
        ],
      })}
      height={300}
      summary={t('health.parts')}
      sheet={{ columns: [t('health.part'), ...rows], rows: names.map((n, i) => [n, ...values.map((v) => (v[i] === null || v[i] === undefined ? null : Math.round(v[i] * 10) / 10))]) }}
    />
  );
}

/** TierMonths shows the mean index at the month ends, by today's tier. */
function TierMonths({ report: r }: { report: HealthReport }) {
  const t = useT();
  const f = useFormat();
  const tiers = (r.tiers ?? []).filter((g) => g.tier !== 'new');
  const x = [...new Set(tiers.flatMap((g) => (g.months ?? []).map((m) => m.month)))].sort().slice(-13);
  if (x.length < 2) return null;
  const values = tiers.map((g) => x.map((month) => g.months?.find((m) => m.month === month)?.mean ?? null));
  const label = (month: string) => f.month(`${month}-01`);
  return (
    <LineChart
      title={t('health.months')}
      hint={t('health.months.hint')}
      x={x}
      series={tiers.map((g, i) => ({ name: tierName(t, g.tier), values: values[i]!, colour: `tier-${g.tier || 'C'}` }))}
      label={label}
      value={(v) => f.number(Math.round(v))}
      summary={t('health.months')}
      sheet={{ columns: [t('health.month'), ...tiers.map((g) => tierName(t, g.tier))], rows: x.map((month, i) => [label(month), ...values.map((v) => v[i] ?? null)]) }}
    />
  );
}
