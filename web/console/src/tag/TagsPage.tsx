import { Button, Input } from 'antd';
import { Plus, Search } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { useCan } from '@/app/session';
import { useUrl } from '@/app/url';
import { useCustomerTabs } from '@/customer/tabs';
import { Figure, Figures } from '@/design/Figure';
import { Empty, FaultNote } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { Table, type Column } from '@/design/Table';
import { useFormat } from '@/format/useFormat';
import { useLanguage, useT, word } from '@/i18n';
import { useCoverage, useTags, type Tag } from './api';
import { Known, Standing, told } from './parts';

const TagDialog = lazy(async () => ({ default: (await import('./TagDialog')).TagDialog }));

/** TagsPage lists what is said of customers, by category, and how much of the portrait is known. */
export function TagsPage() {
  const t = useT();
  const f = useFormat();
  const l = useLanguage();
  const url = useUrl();
  const navigate = useNavigate();
  const may = useCan('tags:write');
  const tags = useTags();
  const coverage = useCoverage();
  const [typed, setTyped] = useState(url.get('q'));
  const [making, setMaking] = useState(false);
  const q = typed.trim().toLowerCase();
  const groups = useMemo(() => {
    const out = new Map<string, Tag[]>();
    for (const x of tags.data?.items ?? []) {
      if (![x.key, x.name.en, x.name.zh, x.owner].join(' ').toLowerCase().includes(q)) continue;
      out.set(x.category, [...(out.get(x.category) ?? []), x]);
    }
    return [...out];
  }, [tags.data, q]);
  const [now, before] = coverage.data?.items ?? [];
  const columns: Column<Tag>[] = [
    { id: 'name', title: t('col.name'), cell: (x) => <Name tag={x} /> },
    { id: 'known', title: t('tag.known'), cell: (x) => <Known tag={x} />, width: 180 },
    { id: 'asOf', title: t('tag.asOf'), cell: (x) => <Standing tag={x} /> },
    { id: 'freshness', title: t('tag.freshness'), cell: (x) => word(t, `tag.freshness.${x.freshness}`, x.freshness) },
    { id: 'owner', title: t('tag.owner'), cell: (x) => x.owner },
  ];
  return (
    <Page
      title={t('tag.page')}
      hint={t('tag.page.hint')}
      tabs={useCustomerTabs()}
      actions={
        may && (
          <Button type="primary" icon={<Plus size={15} aria-hidden />} onClick={() => setMaking(true)}>
            {t('tag.new')}
          </Button>
        )
      }
    >
      <div className="stack">
        {now && (
          <Figures>
            <Figure name={t('tag.coverage')} value={f.percent(now.coverage)} note={before ? t('tag.coverage.before', { n: f.percent(before.coverage) }) : undefined} />
            <Figure name={t('tag.portrait')} value={f.number(now.portrait)} note={t('tag.portrait.note')} />
            <Figure name={t('tag.customers')} value={f.number(now.customers)} />
          </Figures>
        )}
        <Input
          className="search-filter"
          prefix={<Search size={15} aria-hidden />}
          placeholder={t('tag.search')}
          aria-label={t('tag.search')}
          value={typed}
          allowClear
          onChange={(e) => (setTyped(e.target.value), url.set({ q: e.target.value.trim() || undefined }))}
        />
        {tags.isError && <FaultNote error={tags.error} retry={() => void tags.refetch()} />}
        {tags.data && groups.length === 0 && <Empty title={t('tag.none')} />}
        {tags.isPending && (
          <Panel flush>
            <Table label={t('tag.page')} columns={columns} rowKey={(x) => x.id} loading />
          </Panel>
        )}
        {groups.map(([category, rows]) => (
          <Panel key={category} flush title={word(t, `tag.category.${category}`, category)}>
            <Table
              label={word(t, `tag.category.${category}`, category)}
              columns={columns}
              rows={rows}
              rowKey={(x) => x.id}
              onOpen={(x) => void navigate(`/customers/tags/${x.id}`)}
              card={(x) => (
                <div className="stack tight">
                  <span className="strong">{told(x.name, l)}</span>
                  <Known tag={x} />
                  <span className="muted small"><Standing tag={x} /></span>
                </div>
              )}
            />
          </Panel>
        ))}
      </div>
      {making && (
        <Suspense>
          <TagDialog onClose={() => setMaking(false)} onDone={(x) => void navigate(`/customers/tags/${x.id}`)} />
        </Suspense>
      )}
    </Page>
  );
}

function Name({ tag: x }: { tag: Tag }) {
  const l = useLanguage();
  const sentence = told(x.description, l) || (l === 'zh' ? x.chinese : x.english);
  return (
    <div style={{ maxWidth: 380 }}>
      <div className="strong">{told(x.name, l)}</div>
      <div className="muted small" style={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }} title={sentence}>
        {sentence}
      </div>
    </div>
  );
}
