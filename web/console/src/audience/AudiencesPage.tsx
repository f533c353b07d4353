import { Button, Input } from 'antd';
import { ListPlus, Plus, Search } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { useCan } from '@/app/session';
import { choice, useUrl } from '@/app/url';
import { Choice } from '@/design/Choice';
import { Empty, FaultNote } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { Table, type Column } from '@/design/Table';
import { When } from '@/format/When';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import { useAllGrowth, useAudiences, useLists, type Audience, type ManualList } from './api';
import { ListDialog } from './ListDialog';
import { Spark, Standing } from './parts';
import { Starters } from './Starters';
import './audience.css';

const kinds = ['all', 'condition', 'hand', 'archived'] as const;

/** Line is an audience, told by a condition, or a list, kept by hand. */
type Line = { key: string; to: string; name: string; size: number; audience?: Audience; list?: ManualList };

/** AudiencesPage lists who is told apart: by conditions and by hand. */
export function AudiencesPage() {
  const t = useT();
  const url = useUrl();
  const navigate = useNavigate();
  const kind = choice(url.get('kind'), kinds);
  const may = useCan('audiences:write');
  const audiences = useAudiences(kind === 'archived');
  const lists = useLists();
  const [naming, setNaming] = useState(false);
  const [typed, setTyped] = useState(url.get('q'));
  const q = typed.trim().toLowerCase();
  const lines = useMemo(() => {
    const a = (audiences.data?.items ?? []).map((x): Line => ({ key: `a${x.id}`, to: `/audiences/${x.id}`, name: x.name, size: x.size, audience: x }));
    const l = (lists.data?.items ?? []).map((x): Line => ({ key: `l${x.id}`, to: `/audiences/lists/${x.id}`, name: x.name, size: x.size, list: x }));
    const all = kind === 'all' ? [...a, ...l] : kind === 'hand' ? l : a;
    return all.filter((x) => `${x.name} ${x.audience?.description ?? x.list?.description ?? ''}`.toLowerCase().includes(q));
  }, [audiences.data, lists.data, kind, q]);
  const failed = audiences.isError ? audiences : lists.isError ? lists : undefined;
  const pending = audiences.isPending || lists.isPending;
  const none = !pending && !failed && lines.length === 0;
  const columns = useColumns();
  return (
    <Page
      title={t('place.audiences')}
      hint={t('audiences.hint')}
      actions={
        may && (
          <>
            <Button icon={<ListPlus size={15} aria-hidden />} onClick={() => setNaming(true)}>
              {t('list.new')}
            </Button>
            <Button type="primary" icon={<Plus size={15} aria-hidden />} onClick={() => void navigate('/audiences/new')}>
              {t('audience.new')}
            </Button>
          </>
        )
      }
    >
      <div className="stack">
        <Panel flush className="list-panel">
          <div className="filters">
            <Input
              className="search-filter"
              prefix={<Search size={15} aria-hidden />}
              placeholder={t('audiences.search')}
              aria-label={t('audiences.search')}
              value={typed}
              allowClear
              onChange={(e) => (setTyped(e.target.value), url.set({ q: e.target.value.trim() || undefined }))}
            />
            <Choice small label={t('audiences.kind')} value={kind} onChange={(k) => url.set({ kind: k === 'all' ? undefined : k })} options={kinds.map((k) => ({ value: k, label: t(`audiences.kind.${k}`) }))} />
          </div>
          {failed && (
            <div className="inset">
              <FaultNote error={failed.error} retry={() => void failed.refetch()} />
            </div>
          )}
          {none && (q || kind !== 'all' ? <Empty title={t('audiences.noMatch')} /> : <Empty title={t('audiences.none.title')}>{t('audiences.none.text')}</Empty>)}
          {!none && !failed && (
            <Table
              label={t('place.audiences')}
              columns={columns}
              rows={lines}
              rowKey={(x) => x.key}
              loading={pending}
              onOpen={(x) => void navigate(x.to)}
              card={(x) => <Card line={x} />}
            />
          )}
        </Panel>
        {may && !q && kind === 'all' && !pending && (
          <Panel title={t('starter.title')} hint={t('starter.hint')}>
            <Starters />
          </Panel>
        )}
      </div>
      {naming && <ListDialog onClose={() => setNaming(false)} onDone={(id) => void navigate(`/audiences/lists/${id}`)} />}
    </Page>
  );
}

function useColumns(): Column<Line>[] {
  const t = useT();
  const f = useFormat();
  const growth = useAllGrowth(14);
  return useMemo(() => {
    const days = new Map((growth.data?.items ?? []).map((g) => [g.id, g.days]));
    return [
      { id: 'name', title: t('col.name'), cell: (x) => <Name line={x} /> },
      { id: 'size', title: t('audience.size'), numeric: true, cell: (x) => <span className="strong">{f.number(x.size)}</span> },
      { id: 'change', title: t('audience.change'), numeric: true, cell: (x) => (x.audience ? <Spark days={days.get(x.audience.id) ?? []} size={x.size} /> : null) },
      { id: 'asOf', title: t('audience.asOf'), cell: (x) => (x.audience ? <Standing audience={x.audience} /> : <When at={x.list?.createdAt} />) },
      { id: 'kind', title: t('audiences.kind'), cell: (x) => t(x.audience ? 'audiences.kind.condition' : 'audiences.kind.hand') },
      { id: 'used', title: t('audience.usedBy'), cell: (x) => (x.audience?.referredBy.length ? f.enumerate(x.audience.referredBy) : <span className="faint">{t('audience.unused')}</span>) },
    ];
  }, [t, f, growth.data]);
}

function Name({ line: x }: { line: Line }) {
  const description = x.audience?.description || x.list?.description;
  return (
    <span className="who-words">
      <span className="strong">{x.name}</span>
      {description && <span className="muted truncate small" style={{ maxWidth: 360 }}>{description}</span>}
    </span>
  );
}

function Card({ line: x }: { line: Line }) {
  const t = useT();
  const f = useFormat();
  return (
    <div className="stack tight">
      <div className="row apart">
        <span className="strong">{x.name}</span>
        <span>{t('customers.count', { count: x.size, n: f.number(x.size) })}</span>
      </div>
      <div className="row apart muted small">
        <span>{t(x.audience ? 'audiences.kind.condition' : 'audiences.kind.hand')}</span>
        {x.audience && <Standing audience={x.audience} />}
      </div>
    </div>
  );
}
