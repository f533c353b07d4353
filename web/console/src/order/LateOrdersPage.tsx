import { Button } from 'antd';
import { useMemo } from 'react';
import { Link, useNavigate } from 'react-router';
import { choice, useUrl } from '@/app/url';
import { None, Tag, TierBadge } from '@/design/Badge';
import { Choice } from '@/design/Choice';
import { Empty, FaultNote } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { Table, type Column } from '@/design/Table';
import { Day } from '@/format/When';
import type { Format } from '@/format/format';
import { useFormat } from '@/format/useFormat';
import { useT, word, type Translate } from '@/i18n';
import { useTodayTabs } from '@/report/tabs';
import { useLateOrders, type LateKind, type LateOrder } from './api';
import { behind } from './late';
import { tones } from './OrderList';
import './order.css';

const kinds = ['overdue', 'due', 'delivered'] as const;
const spans = ['30', '365', '3650'] as const;

/** LateOrdersPage lists promises that were not kept, or may not be: whom to speak to before they call. */
export function LateOrdersPage() {
  const t = useT();
  const f = useFormat();
  const url = useUrl();
  const navigate = useNavigate();
  const kind = choice(url.get('kind'), kinds);
  const days = choice(url.get('days'), spans);
  const found = useLateOrders(kind, Number(days));
  const rows = useMemo(() => found.data?.pages.flatMap((p) => p.items ?? []), [found.data]);
  const first = found.data?.pages[0];
  const asOf = first?.asOf ?? '';
  const count = { overdue: first?.overdue, due: first?.due, delivered: first?.deliveredLate };
  return (
    <Page
      title={t('late.title')}
      hint={t('late.hint')}
      tabs={useTodayTabs()}
      actions={
        kind !== 'due' && (
          <Choice
            label={t('overview.period')}
            value={days}
            onChange={(d) => url.set({ days: d === '30' ? undefined : d })}
            options={spans.map((d) => ({ value: d, label: t(d === '3650' ? 'late.always' : d === '365' ? 'overview.period.year' : 'overview.period.days', { n: d }) }))}
          />
        )
      }
    >
      <Panel flush className="list-panel">
        <div className="filters">
          <Choice
            label={t('late.title')}
            value={kind}
            onChange={(k) => url.set({ kind: k === 'overdue' ? undefined : k })}
            options={kinds.map((k) => ({ value: k, label: count[k] === undefined ? t(`late.${k}`) : t('late.count', { what: t(`late.${k}`), n: f.number(count[k]) }) }))}
          />
        </div>
        {found.isError && (
          <div className="inset">
            <FaultNote error={found.error} retry={() => void found.refetch()} />
          </div>
        )}
        {found.isSuccess && rows?.length === 0 && <Empty title={t(`late.none.${kind}`)}>{t('late.none.text')}</Empty>}
        {!found.isError && rows?.length !== 0 && (
          <Table
            label={t('late.title')}
            columns={columns(t, f, kind, asOf)}
            rows={rows}
            rowKey={(o) => o.id}
            loading={found.isPending}
            onOpen={(o) => o.customer && void navigate(`/customers/${o.customer}`)}
            card={(o) => <LateCard order={o} kind={kind} asOf={asOf} />}
          />
        )}
        {found.hasNextPage && (
          <div className="more">
            <Button onClick={() => void found.fetchNextPage()} loading={found.isFetchingNextPage}>
              {t('action.more')}
            </Button>
          </div>
        )}
      </Panel>
    </Page>
  );
}

function columns(t: Translate, f: Format, kind: LateKind, asOf: string): Column<LateOrder>[] {
  const all: Column<LateOrder>[] = [
    { id: 'customer', title: t('col.customer'), cell: (o) => <Buyer order={o} /> },
    { id: 'order', title: t('col.order'), cell: (o) => o.id },
    { id: 'status', title: t('col.state'), cell: (o) => <Tag tone={tones[o.status]}>{word(t, `orderStatus.${o.status}`, o.status)}</Tag> },
    { id: 'promised', title: t('orders.promised'), numeric: true, cell: (o) => <Day at={o.promisedAt} /> },
    { id: 'late', title: t(`late.by.${kind}`), numeric: true, cell: (o) => <span className="strong nowrap">{f.span(behind(o, kind, asOf))}</span> },
    { id: 'amount', title: t('col.amount'), numeric: true, cell: (o) => f.money(o.total) },
  ];
  return kind === 'delivered' ? all.filter((c) => c.id !== 'status') : all;
}

function Buyer({ order: o }: { order: LateOrder }) {
  const t = useT();
  if (!o.customer) return <None />;
  const name = o.buyer?.name || t('customer.unnamed', { id: o.customer });
  const reach = [o.buyer?.phone, o.buyer?.email].find((v) => v && v !== o.buyer?.name);
  return (
    <span className="row tight late-buyer">
      <span className="who-words">
        <Link to={`/customers/${o.customer}`} className="strong truncate" onClick={(e) => e.stopPropagation()}>
          {name}
        </Link>
        {reach && <span className="muted truncate">{reach}</span>}
      </span>
      {o.buyer?.tier && <TierBadge tier={o.buyer.tier} />}
    </span>
  );
}

function LateCard({ order: o, kind, asOf }: { order: LateOrder; kind: LateKind; asOf: string }) {
  const t = useT();
  const f = useFormat();
  return (
    <div className="stack tight">
      <div className="row apart">
        <Buyer order={o} />
        <span className="strong">{f.money(o.total)}</span>
      </div>
      <div className="row apart muted">
        <span>{t('orders.number', { id: o.id })}</span>
        <span>
          {t(`late.by.${kind}`)} <span className="strong">{f.span(behind(o, kind, asOf))}</span>
        </span>
      </div>
    </div>
  );
}
