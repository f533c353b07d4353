import { Button } from 'antd';
import { Download, Upload } from 'lucide-react';
import { useDeferredValue, useMemo } from 'react';
import { Link, useNavigate } from 'react-router';
import { address } from '@/api/client';
import { useCan } from '@/app/session';
import { useUrl } from '@/app/url';
import { Empty, FaultNote } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { Table } from '@/design/Table';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import { useCustomers } from './api';
import { columns, CustomerCard, usual } from './columns';
import { active, defaultSort, query } from './filters';
import { FilterBar } from './FilterBar';
import { SidePanel } from './SidePanel';
import { useCustomerTabs } from './tabs';
import './customer.css';

/** ListPage finds customers: search, filter, sort, choose columns, keep a view, take the list out. */
export function ListPage() {
  const t = useT();
  const f = useFormat();
  const url = useUrl();
  const navigate = useNavigate();
  const asked = useDeferredValue(useMemo(() => query(url.params), [url.params]));
  const found = useCustomers(asked);
  const rows = useMemo(() => found.data?.pages.flatMap((p) => p.items ?? []), [found.data]);
  const first = found.data?.pages[0];
  const shown = url.get('columns') ? url.get('columns').split(',') : usual;
  const all = useMemo(() => columns(t, f), [t, f]);
  const exportable = useCan('customers:export');
  const filtered = active(url.params) > 0 || url.get('q') !== '';
  const empty = found.isSuccess && rows?.length === 0;
  return (
    <Page
      title={t('place.customers')}
      hint={t('customers.hint')}
      tabs={useCustomerTabs()}
      actions={
        exportable && (
          <Button icon={<Download size={15} aria-hidden />} href={address('/customers/export.csv', asked)} download disabled={empty}>
            {t('customers.export')}
          </Button>
        )
      }
    >
      <Panel flush className="list-panel">
        <FilterBar all={all} shown={shown} />
        <p className="list-count muted" role="status">
          {first ? count(first.total, first.totalIsExact) : '\u00a0'}
        </p>
        {found.isError && (
          <div className="inset">
            <FaultNote error={found.error} retry={() => void found.refetch()} />
          </div>
        )}
        {empty && (filtered ? <NoMatch /> : <NoCustomers />)}
        {!empty && !found.isError && (
          <Table
            label={t('place.customers')}
            columns={all.filter((c) => c.fixed || shown.includes(c.id))}
            rows={rows}
            rowKey={(c) => c.id}
            loading={found.isPending}
            skeleton={12}
            sort={url.get('sort') || defaultSort}
            onSort={(sort) => url.set({ sort })}
            opened={url.get('open')}
            onOpen={(c) => url.set({ open: c.id })}
            onVisit={(c) => void navigate(`/customers/${c.id}`)}
            card={(c) => <CustomerCard row={c} t={t} f={f} />}
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
      {url.get('open') && <SidePanel id={url.get('open')} onClose={() => url.set({ open: undefined })} />}
    </Page>
  );

  function count(total: number, exact: boolean): string {
    return t(exact ? 'customers.count' : 'customers.countAbout', { count: total, n: f.number(total) });
  }
}

function NoMatch() {
  const t = useT();
  return (
    <Empty title={t('customers.noMatch.title')} action={<Link to="/customers">{t('customers.noMatch.action')}</Link>}>
      {t('customers.noMatch.text')}
    </Empty>
  );
}

function NoCustomers() {
  const t = useT();
  const navigate = useNavigate();
  return (
    <Empty
      title={t('customers.none.title')}
      example={
        <pre>
          customer,order,date,total{'\n'}liu.fang@example.com,1001,2026-03-02,128.00{'\n'}liu.fang@example.com,1042,2026-04-18,86.50
        </pre>
      }
      action={
        <Button type="primary" icon={<Upload size={15} aria-hidden />} onClick={() => void navigate('/data/imports/new')}>
          {t('action.importFile')}
        </Button>
      }
    >
      {t('customers.none.text')}
    </Empty>
  );
}
