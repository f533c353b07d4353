import { ArrowRight } from 'lucide-react';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { useCan } from '@/app/session';
import { choice, useUrl } from '@/app/url';
import { BarChart } from '@/chart/BarChart';
import { LineChart } from '@/chart/LineChart';
import { None } from '@/design/Badge';
import { Bone } from '@/design/Bone';
import { Choice } from '@/design/Choice';
import { Figure, Figures } from '@/design/Figure';
import { How } from '@/design/How';
import { Empty, FaultNote } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import type { Column } from '@/design/Table';
import { useFormat } from '@/format/useFormat';
import { useT, word } from '@/i18n';
import { useBehaviour, type Behaviour, type PageSeen, type PathStep, type ProductSold } from './api';
import { TopList } from './TopList';
import { useTodayTabs } from './tabs';
import './report.css';

const periods = ['30', '7', '90'] as const;

/** BehaviourPage says what customers and visitors look at, for how long, where they go next, and what sells. */
export function BehaviourPage() {
  const t = useT();
  const f = useFormat();
  const url = useUrl();
  const period = choice(url.get('days'), periods);
  const found = useBehaviour(Number(period));
  const data = found.data;
  const nothing = data && data.visits.views === 0 && data.channels.length === 0;
  return (
    <Page
      title={t('behaviour.title')}
      hint={data ? t('behaviour.hint.asOf', { day: f.day(data.period.to) }) : t('behaviour.hint')}
      tabs={useTodayTabs()}
      actions={
        <Choice
          label={t('overview.period')}
          value={period}
          onChange={(days) => url.set({ days: days === '30' ? undefined : days })}
          options={(['7', '30', '90'] as const).map((d) => ({ value: d, label: t('overview.period.days', { n: d }) }))}
        />
      }
    >
      {found.isError && <FaultNote error={found.error} retry={() => void found.refetch()} />}
      {found.isPending && (
        <div className="stack" aria-busy>
          <Figures loading />
          <Panel>
            <Bone height={240} />
          </Panel>
        </div>
      )}
      {nothing && <Nothing />}
      {data && !nothing && <Answer data={data} />}
    </Page>
  );
}

function Answer({ data }: { data: Behaviour }) {
  return (
    <div className="stack">
      {data.visits.views > 0 && <Visits data={data} />}
      <Activity data={data} />
      {data.pages.length > 0 && <Pages data={data} />}
      {data.paths.length + data.products.length > 0 && (
        <div className="grid-2">
          {data.paths.length > 0 && <Paths data={data} />}
          {data.products.length > 0 && <Products data={data} />}
        </div>
      )}
      <Channels data={data} />
    </div>
  );
}

function Visits({ data }: { data: Behaviour }) {
  const t = useT();
  const f = useFormat();
  const v = data.visits;
  const period = t('period.days', { n: data.period.days });
  return (
    <Figures>
      <Figure name={t('behaviour.visits')} how="visit" value={f.number(v.visits)} note={period} />
      <Figure name={t('behaviour.visitors')} value={f.number(v.customers)} note={period} />
      <Figure name={t('behaviour.views')} value={f.number(v.views)} note={period} />
      <Figure name={t('behaviour.perVisit')} value={f.number(v.visits ? v.views / v.visits : 0, 1)} note={t('behaviour.perVisit.note')} />
      <Figure name={t('behaviour.dwell')} how="dwell" value={v.dwellSeconds === undefined ? <None /> : f.duration(v.dwellSeconds)} note={t('behaviour.dwell.note')} />
    </Figures>
  );
}

function Activity({ data }: { data: Behaviour }) {
  const t = useT();
  const f = useFormat();
  const days = data.days;
  const x = useMemo(() => days.map((d) => d.day), [days]);
  const series = useMemo(
    () => [{ name: t('behaviour.active'), values: days.map((d) => d.customers), area: true, forecastFrom: data.historical ? undefined : days.length - 1 }],
    [days, t, data.historical],
  );
  const events = days.reduce((n, d) => n + d.events, 0);
  return (
    <LineChart
      title={t('behaviour.byDay')}
      hint={t('behaviour.byDay.hint', { count: events, n: f.number(events) })}
      x={x}
      series={series}
      label={(day) => (day === x.at(-1) && !data.historical ? t('overview.soFar', { day: f.shortDay(day) }) : f.shortDay(day))}
      tick={f.shortDay}
      value={f.number}
      axis={f.number}
      height={220}
      summary={t('behaviour.byDay.hint', { count: events, n: f.number(events) })}
      sheet={{ columns: [t('col.day'), t('behaviour.active'), t('behaviour.events')], rows: days.map((d) => [d.day, d.customers, d.events]) }}
    />
  );
}

function Pages({ data }: { data: Behaviour }) {
  const t = useT();
  const f = useFormat();
  const columns: Column<PageSeen>[] = [
    { id: 'page', title: t('behaviour.page'), cell: (p) => <span className="strong path">{p.page}</span> },
    { id: 'views', title: t('behaviour.views'), numeric: true, cell: (p) => f.number(p.views) },
    { id: 'customers', title: t('behaviour.visitors'), numeric: true, cell: (p) => f.number(p.customers) },
    { id: 'entries', title: t('behaviour.entries'), numeric: true, cell: (p) => f.number(p.entries) },
    { id: 'exits', title: t('behaviour.exits'), numeric: true, cell: (p) => f.number(p.exits) },
    { id: 'dwell', title: t('behaviour.dwell'), numeric: true, cell: (p) => (p.dwellSeconds === undefined ? <None /> : f.duration(p.dwellSeconds)) },
  ];
  return (
    <TopList
      title={<>{t('behaviour.pages')}<How topic="dwell" /></>}
      label={t('behaviour.pages')}
      hint={t('behaviour.pages.hint')}
      columns={columns}
      rows={data.pages}
      rowKey={(p) => p.page}
      card={(p) => (
        <div className="stack tight">
          <span className="strong path">{p.page}</span>
          <span className="muted">
            {t('behaviour.viewed', { count: p.views, n: f.number(p.views) })}
            {p.dwellSeconds !== undefined && ` · ${f.duration(p.dwellSeconds)}`}
          </span>
        </div>
      )}
    />
  );
}

function Paths({ data }: { data: Behaviour }) {
  const t = useT();
  const f = useFormat();
  const step = (s: PathStep) => (
    <span className="row tight path">
      {s.from}
      <ArrowRight size={14} aria-label={t('behaviour.then')} role="img" />
      {s.to}
    </span>
  );
  const columns: Column<PathStep>[] = [
    { id: 'step', title: t('behaviour.step'), cell: step },
    { id: 'times', title: t('behaviour.times'), numeric: true, cell: (s) => f.number(s.times) },
    { id: 'customers', title: t('behaviour.visitors'), numeric: true, cell: (s) => f.number(s.customers) },
  ];
  return <TopList title={t('behaviour.paths')} label={t('behaviour.paths')} hint={t('behaviour.paths.hint')} columns={columns} rows={data.paths} rowKey={(s) => `${s.from}\n${s.to}`} card={(s) => <div className="row apart">{step(s)}<span className="numeric">{f.number(s.times)}</span></div>} />;
}

function Products({ data }: { data: Behaviour }) {
  const t = useT();
  const f = useFormat();
  const name = (p: ProductSold) => <span className="strong">{p.name || p.product}</span>;
  // Files of orders often name products without their prices.
  const money = (p: ProductSold) => (p.revenue.minor ? f.money(p.revenue, 'whole') : <None />);
  const columns: Column<ProductSold>[] = [
    { id: 'product', title: t('behaviour.product'), cell: name },
    { id: 'orders', title: t('col.orders'), numeric: true, cell: (p) => f.number(p.orders) },
    { id: 'quantity', title: t('behaviour.quantity'), numeric: true, cell: (p) => f.number(p.quantity, Number.isInteger(p.quantity) ? 0 : 1) },
    { id: 'revenue', title: t('col.revenue'), numeric: true, cell: money },
  ];
  return <TopList title={t('behaviour.products')} label={t('behaviour.products')} hint={t('behaviour.products.hint')} columns={columns} rows={data.products} rowKey={(p) => p.product} card={(p) => <div className="row apart">{name(p)}<span className="numeric">{money(p)}</span></div>} />;
}

function Channels({ data }: { data: Behaviour }) {
  const t = useT();
  const f = useFormat();
  const rows = data.channels;
  if (!rows.length) return null;
  const bars = rows.map((c) => ({ name: c.channel ? word(t, `channel.${c.channel}`, c.channel) : t('behaviour.noChannel'), value: c.customers, colour: 'accent', note: t('behaviour.eventCount', { count: c.events, n: f.number(c.events) }) }));
  return (
    <BarChart
      title={t('behaviour.channels')}
      hint={t('behaviour.channels.hint')}
      bars={bars}
      value={f.number}
      summary={bars.map((b) => `${b.name} ${f.number(b.value)}`).join(', ')}
      sheet={{ columns: [t('behaviour.channel'), t('behaviour.visitors'), t('behaviour.events')], rows: rows.map((c, i) => [bars[i]!.name, c.customers, c.events]) }}
    />
  );
}

function Nothing() {
  const t = useT();
  const may = useCan('sources:write');
  return (
    <Panel>
      <Empty title={t('behaviour.none.title')} action={may && <Link to="/data/sources?new=1">{t('action.addSource')}</Link>}>
        {t('behaviour.none.text')}
      </Empty>
    </Panel>
  );
}
