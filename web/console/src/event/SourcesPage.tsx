import { Button } from 'antd';
import { Plus } from 'lucide-react';
import { useNavigate } from 'react-router';
import { useCan } from '@/app/session';
import { useUrl } from '@/app/url';
import { Tag } from '@/design/Badge';
import { Empty, FaultNote } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { Table, type Column } from '@/design/Table';
import { When } from '@/format/When';
import { useFormat } from '@/format/useFormat';
import { useT, word } from '@/i18n';
import { useSources, type Source } from './api';
import { NewSource } from './NewSource';
import { useDataTabs } from './tabs';
import './event.css';

/** SourcesPage shows where events come from and whether they still do. */
export function SourcesPage() {
  const t = useT();
  const f = useFormat();
  const url = useUrl();
  const navigate = useNavigate();
  const sources = useSources();
  const may = useCan('sources:write');
  const add = may && (
    <Button type="primary" icon={<Plus size={15} aria-hidden />} onClick={() => url.set({ new: '1' })}>
      {t('action.addSource')}
    </Button>
  );
  const columns: Column<Source>[] = [
    { id: 'name', title: t('col.source'), cell: (s) => <span className="strong">{s.name}</span> },
    { id: 'kind', title: t('col.kind'), cell: (s) => word(t, `source.kind.${s.kind}`, s.kind) },
    { id: 'state', title: t('col.state'), cell: (s) => <SourceState source={s} /> },
    { id: 'events', title: t('col.events24h'), numeric: true, cell: (s) => f.number(s.activity?.events24h ?? 0) },
    { id: 'last', title: t('col.lastEvent'), numeric: true, cell: (s) => <When at={s.activity?.lastEventAt} /> },
  ];
  const items = sources.data ?? [];
  return (
    <Page title={t('sources.title')} hint={t('sources.hint')} tabs={useDataTabs()} actions={add}>
      {sources.isError && <FaultNote error={sources.error} retry={() => void sources.refetch()} />}
      {!sources.isError && (
        <Panel flush>
          {sources.isSuccess && items.length === 0 ? (
            <Empty title={t('sources.none.title')} action={add}>
              {t('sources.none.text')}
            </Empty>
          ) : (
            <Table
              label={t('sources.title')}
              columns={columns}
              rows={items}
              loading={sources.isPending}
              skeleton={3}
              rowKey={(s) => s.id}
              onOpen={(s) => void navigate(`/data/sources/${s.id}`)}
              card={(s) => (
                <div className="stack tight">
                  <div className="row apart">
                    <span className="strong">{s.name}</span>
                    <SourceState source={s} />
                  </div>
                  <span className="muted">
                    {word(t, `source.kind.${s.kind}`, s.kind)} · {t('sources.events', { count: s.activity?.events24h ?? 0, n: f.number(s.activity?.events24h ?? 0) })}
                  </span>
                </div>
              )}
            />
          )}
        </Panel>
      )}
      {may && url.get('new') === '1' && <NewSource onClose={() => url.set({ new: undefined })} />}
    </Page>
  );
}

/** SourceState says whether events come in, in a word. */
export function SourceState({ source: s }: { source: Source }) {
  const t = useT();
  if (!s.enabled) return <Tag>{t('source.off')}</Tag>;
  if (!s.activity?.lastEventAt) return <Tag tone="accent">{t('source.waiting')}</Tag>;
  if (s.activity.silent) return <Tag tone="attention">{t('source.silent')}</Tag>;
  return <Tag tone="good">{t('source.live')}</Tag>;
}
