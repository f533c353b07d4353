import { Button, Select } from 'antd';
import { ArrowRight } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'react-router';
import { useCan } from '@/app/session';
import { useUrl } from '@/app/url';
import { Bones } from '@/design/Bone';
import { Empty, FaultNote } from '@/design/Notes';
import { Panel } from '@/design/Panel';
import { Table, type Column } from '@/design/Table';
import { useFormat } from '@/format/useFormat';
import { useT, word } from '@/i18n';
import { useFaults, useSourceNames, type FaultKind, type QualityFault, type QualityReport } from './api';
import { sourceName, why } from './tell';

/** The dialog is loaded when the first fault is opened: its fields weigh more than the list. */
const MendDialog = lazy(async () => ({ default: (await import('./MendDialog')).MendDialog }));

/** FaultList is what to mend: whose, what is wrong, what would be better. */
export function FaultList({ report: r }: { report: QualityReport }) {
  const t = useT();
  const f = useFormat();
  const url = useUrl();
  const kind = (r.kinds.find((k) => k.kind === url.get('kind'))?.kind ?? '') as FaultKind | '';
  const faults = useFaults(kind);
  const sources = useSourceNames(useCan('sources:read')).data;
  const write = useCan('customers:write');
  const merge = useCan('customers:merge');
  const [open, setOpen] = useState<QualityFault>();
  const rows = faults.data?.pages.flatMap((p) => p.items);
  const name = (q: QualityFault) => <Link to={`/customers/${q.customer}`}>{q.name || t('quality.nameless', { n: q.customer })}</Link>;
  const act = (q: QualityFault) => (
    <Button size="small" disabled={!(q.kind === 'duplicate' ? merge : write)} onClick={() => setOpen(q)}>
      {t(q.kind === 'duplicate' ? 'quality.decide' : 'quality.mend')}
    </Button>
  );
  const columns: Column<QualityFault>[] = [
    { id: 'name', title: t('col.name'), cell: name },
    { id: 'value', title: t('col.value12m'), numeric: true, cell: (q) => f.money(q.value12m, 'whole') },
    { id: 'what', title: t('quality.what'), cell: (q) => <What fault={q} /> },
    { id: 'is', title: t('quality.value'), cell: (q) => <Values fault={q} /> },
    { id: 'source', title: t('col.source'), cell: (q) => <span className="muted">{q.source ? sourceName(t, sources, q.source) : ''}</span> },
    { id: 'act', title: t('quality.mend'), quiet: true, cell: act },
  ];
  return (
    <Panel
      flush
      title={t('quality.list')}
      hint={t('quality.list.hint')}
      extra={
        <Select
          className="quality-kinds"
          aria-label={t('quality.what')}
          placeholder={t('quality.allKinds')}
          allowClear
          value={kind || undefined}
          onChange={(k) => url.set({ kind: k })}
          options={r.kinds.map((k) => ({ value: k.kind, label: `${word(t, `quality.kind.${k.kind}`, k.kind)} (${f.number(k.open)})` }))}
        />
      }
    >
      {faults.isPending && (
        <div className="quality-inset">
          <Bones lines={6} gap={18} />
        </div>
      )}
      {faults.isError && <FaultNote error={faults.error} retry={() => void faults.refetch()} />}
      {rows?.length === 0 && <Empty title={t('quality.list.none')}>{t('quality.list.noneText')}</Empty>}
      {rows && rows.length > 0 && (
        <Table
          label={t('quality.list')}
          columns={columns}
          rows={rows}
          rowKey={(q) => `${q.customer}-${q.kind}-${q.other ?? ''}`}
          card={(q) => (
            <div className="stack tight">
              <div className="row apart">
                <span className="strong">{name(q)}</span>
                <span className="muted">{f.money(q.value12m, 'whole')}</span>
              </div>
              <What fault={q} />
              <Values fault={q} />
              <div className="row apart">
                <span className="muted">{q.source ? sourceName(t, sources, q.source) : ''}</span>
                {act(q)}
              </div>
            </div>
          )}
        />
      )}
      {faults.hasNextPage && (
        <div className="more">
          <Button loading={faults.isFetchingNextPage} onClick={() => void faults.fetchNextPage()}>
            {t('action.more')}
          </Button>
        </div>
      )}
      {open && (
        <Suspense>
          <MendDialog fault={open} onClose={() => setOpen(undefined)} />
        </Suspense>
      )}
    </Panel>
  );
}

/** What says which value is wrong, and why. */
function What({ fault: q }: { fault: QualityFault }) {
  const t = useT();
  return (
    <span>
      <span className="strong">{word(t, `quality.kind.${q.kind}`, q.kind)}</span> <span className="muted">{why(t, q)}</span>
    </span>
  );
}

/** Values puts the wrong value beside the better one, or names the other customer. */
function Values({ fault: q }: { fault: QualityFault }) {
  const t = useT();
  if (q.other) return <Link to={`/customers/${q.other}`}>{q.otherName || t('quality.nameless', { n: q.other })}</Link>;
  return (
    <span className="quality-values">
      {q.is && <span className={q.suggestion ? 'quality-is' : undefined}>{q.is}</span>}
      {q.suggestion && (
        <>
          <ArrowRight size={13} aria-label={t('quality.better')} />
          <span className="strong">{q.suggestion}</span>
        </>
      )}
    </span>
  );
}
