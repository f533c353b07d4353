import { Button, Select } from 'antd';
import { useMemo, useState } from 'react';
import { useCan } from '@/app/session';
import { useUrl } from '@/app/url';
import { Empty, FaultNote } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { Table, type Column } from '@/design/Table';
import { When } from '@/format/When';
import { useFormat } from '@/format/useFormat';
import { useT, word } from '@/i18n';
import { useQuarantine, useSources, type Quarantined } from './api';
import { ManyHeld } from './ManyHeld';
import { MendPanel } from './MendPanel';
import { useDataTabs } from './tabs';
import './event.css';

/** QuarantinePage shows events that could not be taken; each can be mended and sent again. */
export function QuarantinePage() {
  const t = useT();
  const f = useFormat();
  const url = useUrl();
  const filter = { reason: url.get('reason') || undefined, source: url.get('source') || undefined };
  const held = useQuarantine(filter);
  const sources = useSources();
  const may = useCan('quarantine:write');
  const rows = useMemo(() => held.data?.pages.flatMap((p) => p.items ?? []), [held.data]);
  const first = held.data?.pages[0];
  const empty = held.isSuccess && rows?.length === 0;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const choose = () => setChosen(new Set());
  const ids = useMemo(() => (rows ?? []).map((q) => q.id).filter((id) => chosen.has(id)), [rows, chosen]);
  const columns: Column<Quarantined>[] = [
    { id: 'reason', title: t('col.reason'), cell: (q) => <span className="strong">{word(t, `quarantine.reason.${q.reason}`, q.reason)}</span> },
    { id: 'field', title: t('col.field'), cell: (q) => (q.field ? <code>{q.field}</code> : '') },
    { id: 'event', title: t('col.event'), cell: (q) => q.name || q.type || '' },
    { id: 'source', title: t('col.source'), cell: (q) => q.source.name },
    { id: 'at', title: t('col.received'), numeric: true, cell: (q) => <When at={q.receivedAt} /> },
  ];
  return (
    <Page
      title={t('quarantine.title')}
      hint={t('quarantine.hint')}
      tabs={useDataTabs()}
      actions={may && <ManyHeld many={{ filter }} count={first?.total ?? 0} onDone={choose} />}
    >
      {held.isError && <FaultNote error={held.error} retry={() => void held.refetch()} />}
      {!held.isError && (
        <Panel flush>
          {(!empty || filter.reason || filter.source) && (
            <div className="filters">
              <Select
                className="filter wide"
                aria-label={t('col.reason')}
                placeholder={t('quarantine.allReasons')}
                allowClear
                value={filter.reason}
                onChange={(reason) => url.set({ reason })}
                options={(first?.reasons ?? []).map((r) => ({ value: r.reason, label: `${word(t, `quarantine.reason.${r.reason}`, r.reason)} (${f.number(r.count)})` }))}
              />
              <Select
                className="filter wide"
                aria-label={t('col.source')}
                placeholder={t('quarantine.allSources')}
                allowClear
                value={filter.source}
                onChange={(source) => url.set({ source })}
                options={(sources.data ?? []).map((s) => ({ value: s.id, label: s.name }))}
              />
              <span className="muted" role="status">
                {first && t('quarantine.count', { count: first.total, n: f.number(first.total) })}
              </span>
            </div>
          )}
          {ids.length > 0 && (
            <div className="chosen-bar" role="status">
              <span className="strong">{t('quarantine.chosen', { count: ids.length, n: f.number(ids.length) })}</span>
              <ManyHeld small many={{ ids }} count={ids.length} onDone={choose} />
              <Button size="small" type="text" onClick={choose}>
                {t('quarantine.chooseNone')}
              </Button>
            </div>
          )}
          {empty ? (
            <Empty title={t('quarantine.none.title')}>{t('quarantine.none.text')}</Empty>
          ) : (
            <Table
              label={t('quarantine.title')}
              columns={columns}
              rows={rows}
              loading={held.isPending}
              rowKey={(q) => q.id}
              chosen={chosen}
              onChoose={may ? setChosen : undefined}
              opened={url.get('open')}
              onOpen={(q) => url.set({ open: q.id })}
              card={(q) => (
                <div className="stack tight">
                  <span className="strong">{word(t, `quarantine.reason.${q.reason}`, q.reason)}</span>
                  <span className="muted">
                    {q.name || q.type} · {q.source.name} · <When at={q.receivedAt} />
                  </span>
                </div>
              )}
            />
          )}
          {held.hasNextPage && (
            <div className="more">
              <Button onClick={() => void held.fetchNextPage()} loading={held.isFetchingNextPage}>
                {t('action.more')}
              </Button>
            </div>
          )}
        </Panel>
      )}
      {url.get('open') && <MendPanel id={url.get('open')} onClose={() => url.set({ open: undefined })} />}
    </Page>
  );
}
