import { Link, useNavigate } from 'react-router';
import { useCan } from '@/app/session';
import { choice, useUrl } from '@/app/url';
import { BarChart } from '@/chart/BarChart';
import { Bone } from '@/design/Bone';
import { Choice } from '@/design/Choice';
import { Empty, FaultNote } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { useFormat } from '@/format/useFormat';
import { useT, word } from '@/i18n';
import { LatenessNote } from '@/order/LatenessNote';
import { unscored, useOverview, type Overview } from './api';
import { CohortChart } from './CohortChart';
import { DaysChart } from './DaysChart';
import { OverviewFigures } from './OverviewFigures';
import { useTodayTabs } from './tabs';
import './report.css';

const periods = ['90', '30', '365'] as const;

/** OverviewPage answers in one minute whether customers come back, and what that is worth. */
export function OverviewPage() {
  const t = useT();
  const f = useFormat();
  const url = useUrl();
  const period = choice(url.get('days'), periods);
  const overview = useOverview(Number(period));
  const data = overview.data;
  return (
    <Page
      title={t('overview.title')}
      hint={data ? t('overview.hint.asOf', { day: f.day(data.period.to) }) : t('overview.hint')}
      tabs={useTodayTabs()}
      actions={
        <Choice
          label={t('overview.period')}
          value={period}
          onChange={(days) => url.set({ days: days === '90' ? undefined : days })}
          options={(['30', '90', '365'] as const).map((d) => ({ value: d, label: t(d === '365' ? 'overview.period.year' : 'overview.period.days', { n: d }) }))}
        />
      }
    >
      {overview.isError && <FaultNote error={overview.error} retry={() => void overview.refetch()} />}
      {overview.isPending && <Waiting />}
      {data && data.customers.total === 0 && <Nothing />}
      {data && data.customers.total > 0 && <Answer data={data} days={Number(period)} />}
    </Page>
  );
}

function Answer({ data, days }: { data: Overview; days: number }) {
  const t = useT();
  const f = useFormat();
  return (
    <div className="stack">
      <OverviewFigures data={data} days={days} />
      <LatenessNote />
      <DaysChart data={data} days={days} />
      <div className="grid-2">
        <StageBars data={data} />
        <TierBars data={data} />
      </div>
      <CohortChart data={data} />
      {data.otherCurrencies.length > 0 && <p className="muted">{t('overview.otherCurrencies', { amounts: f.enumerate(data.otherCurrencies.map((m) => f.money(m))) })}</p>}
    </div>
  );
}

/** NotScored stands where scores will be: before the first run there are none. */
function NotScored({ title }: { title: string }) {
  const t = useT();
  const may = useCan('models:read');
  return (
    <Panel title={title}>
      <p className="muted">{t('overview.notScored')}</p>
      {may && <Link to="/data/models">{t('overview.toScores')}</Link>}
    </Panel>
  );
}

function StageBars({ data }: { data: Overview }) {
  const t = useT();
  const f = useFormat();
  const navigate = useNavigate();
  const rows = data.customers.byStage ?? [];
  if (unscored(data)) return <NotScored title={t('overview.byStage')} />;
  const total = rows.reduce((n, r) => n + r.count, 0) || 1;
  const bars = rows.map((r) => ({ name: word(t, `stage.${r.stage}`, r.stage), value: r.count, colour: `stage-${r.stage}`, note: f.percent(r.count / total) }));
  return (
    <BarChart
      title={t('overview.byStage')}
      how="stage"
      bars={bars}
      value={f.number}
      onPick={(i) => rows[i] && void navigate(`/customers?stage=${rows[i].stage}`)}
      summary={bars.map((b) => `${b.name} ${b.note}`).join(', ')}
      sheet={{ columns: [t('col.stage'), t('col.customers'), t('col.share')], rows: rows.map((r, i) => [bars[i]!.name, r.count, bars[i]!.note]) }}
    />
  );
}

function TierBars({ data }: { data: Overview }) {
  const t = useT();
  const f = useFormat();
  const navigate = useNavigate();
  const rows = data.customers.byTier ?? [];
  if (unscored(data)) return <NotScored title={t('overview.byTier')} />;
  const total = rows.reduce((n, r) => n + r.count, 0) || 1;
  const bars = rows.map((r) => ({ name: word(t, `tier.${r.tier}.long`, r.tier), value: r.count, colour: `tier-${r.tier}`, note: f.percent(r.count / total) }));
  return (
    <BarChart
      title={t('overview.byTier')}
      how="tier"
      bars={bars}
      value={f.number}
      onPick={(i) => rows[i] && void navigate(`/customers?tier=${rows[i].tier}`)}
      summary={bars.map((b) => `${b.name} ${b.note}`).join(', ')}
      sheet={{ columns: [t('col.tier'), t('col.customers'), t('col.share')], rows: rows.map((r, i) => [bars[i]!.name, r.count, bars[i]!.note]) }}
    />
  );
}

function Waiting() {
  return (
    <div className="stack" aria-busy>
      <div className="figures">
        {Array.from({ length: 5 }, (_, i) => (
          <div className="figure" key={i}>
            <Bone width={110} />
            <Bone width={90} height={28} top={10} />
            <Bone width={130} top={10} />
          </div>
        ))}
      </div>
      <Panel>
        <Bone height={320} />
      </Panel>
      <div className="grid-2">
        <Panel>
          <Bone height={260} />
        </Panel>
        <Panel>
          <Bone height={260} />
        </Panel>
      </div>
    </div>
  );
}

function Nothing() {
  const t = useT();
  const navigate = useNavigate();
  return (
    <Panel>
      <Empty
        title={t('overview.none.title')}
        example={<code>{t('overview.none.example')}</code>}
        action={
          <button type="button" className="link-button strong" onClick={() => void navigate('/data/imports/new')}>
            {t('action.importFile')}
          </button>
        }
      >
        {t('overview.none.text')}
      </Empty>
    </Panel>
  );
}
