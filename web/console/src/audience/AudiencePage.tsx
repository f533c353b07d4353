import { Button } from 'antd';
import { Archive, ArchiveRestore, ChevronLeft, Download, Ellipsis, PenLine, RefreshCw, Tag as TagIcon, Trash2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { address } from '@/api/client';
import { faultOf } from '@/api/fault';
import { NotFound } from '@/app/Fallbacks';
import { useCan } from '@/app/session';
import { Tag } from '@/design/Badge';
import { Figure, Figures } from '@/design/Figure';
import { Bone, Bones } from '@/design/Bone';
import { Menu } from '@/design/Menu';
import { FaultNote, Note } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { toast } from '@/design/toast';
import { When } from '@/format/When';
import { useFormat } from '@/format/useFormat';
import { useLanguage, useT } from '@/i18n';
import { useArchive, useAudience, useAudiences, useEvaluate, useGrowth, useSize, type Audience } from './api';
import { Members } from './Members';
import { Versions } from './Versions';
import './audience.css';

// What is not on the first screen comes after it.
const Growth = lazy(async () => ({ default: (await import('./Growth')).Growth }));
const Overlap = lazy(async () => ({ default: (await import('./Overlap')).Overlap }));
const PartDialog = lazy(async () => ({ default: (await import('./PartDialog')).PartDialog }));
const RenameDialog = lazy(async () => ({ default: (await import('./RenameDialog')).RenameDialog }));

/** AudiencePage is one audience: whom it means, how it grew, who is in it, where it is used. */
export function AudiencePage() {
  const t = useT();
  const { id = '' } = useParams();
  const audience = useAudience(id);
  const x = audience.data;
  if (audience.isError && faultOf(audience.error).status === 404) return <NotFound />;
  return (
    <>
      <div className="page crumb-page">
        <Link to="/audiences" className="row tight">
          <ChevronLeft size={16} aria-hidden />
          {t('place.audiences')}
        </Link>
      </div>
      <Page title={x?.name ?? t('place.audiences')} hint={x?.description} actions={x && <Actions key={x.id} audience={x} />}>
        {audience.isError && <FaultNote error={audience.error} retry={() => void audience.refetch()} />}
        {audience.isPending && <Figures loading count={4} />}
        {x && <Body key={x.id} audience={x} />}
      </Page>
    </>
  );
}

function Body({ audience: told }: { audience: Audience }) {
  const t = useT();
  const language = useLanguage();
  const size = useSize(told.id, told.state === 'ready').data;
  const x = size === undefined || told.state !== 'ready' ? told : { ...told, size };
  const changed = `${x.version} ${x.size}`;
  const growth = useGrowth(x.id, 90, changed);
  const words = language === 'zh' ? x.chinese : x.english;
  return (
    <div className="stack">
      {x.state === 'founding' && <Note title={t('audience.state.founding')}>{t('audience.founding.text')}</Note>}
      {x.state === 'late' && (
        <Note tone="attention" title={t('audience.state.late')}>
          {t('audience.late.text')}
        </Note>
      )}
      {x.state === 'broken' && (
        <Note tone="harm" title={t('audience.state.broken')}>
          {t('audience.broken.text')} <Link to={`/audiences/${x.id}/edit`}>{t('audience.broken.mend')}</Link>
        </Note>
      )}
      {x.state === 'archived' && <Note title={t('audience.state.archived')}>{t('audience.archived.text')}</Note>}
      <Numbers audience={x} days={growth.data?.items ?? []} />
      <Panel title={t('audience.words')}>
        <div className="stack tight">
          {words && <p className="prose">{words}</p>}
          <code className="condition-text">{x.text}</code>
          {x.rankedAt && (
            <p className="muted small">
              {t('audience.scheduled')} {t('audience.rankedAt')} <When at={x.rankedAt} />
            </p>
          )}
        </div>
      </Panel>
      <Suspense fallback={<Panel title={t('audience.growth')}><Bone height={220} /></Panel>}>
        {growth.data ? <Growth days={growth.data.items} asOf={x.asOf} /> : <Panel title={t('audience.growth')}><Bone height={220} /></Panel>}
      </Suspense>
      <Members audience={x} />
      <div className="grid-2">
        <Suspense fallback={<Panel title={t('audience.overlap')} hint={t('audience.overlap.hint')}><Bones lines={2} /></Panel>}>
          <Overlap audience={x} />
        </Suspense>
        <div className="stack">
          <Used audience={x} />
          <Versions audience={x} />
        </div>
      </div>
    </div>
  );
}

function Numbers({ audience: x, days }: { audience: Audience; days: { day: string; entered: number; left: number }[] }) {
  const t = useT();
  const f = useFormat();
  const end = Date.parse(f.dayKey(x.asOf ?? new Date()));
  const recent = days.filter((d) => end - Date.parse(d.day) < 30 * 86_400_000);
  const sum = (of: 'entered' | 'left') => f.number(recent.reduce((n, d) => n + d[of], 0));
  return (
    <Figures>
      <Figure name={t('audience.size')} value={f.number(x.size)} note={t('audience.size.note', { count: x.size })} how="audience" />
      <Figure name={t('audience.entered')} value={sum('entered')} note={t('audience.last30')} />
      <Figure name={t('audience.left')} value={sum('left')} note={t('audience.last30')} />
      <Figure name={t('audience.asOf')} words value={x.state === 'founding' ? t('audience.state.founding') : <When at={x.asOf} />} note={x.asOf && f.exact(x.asOf)} />
    </Figures>
  );
}

/** Used names the audiences that ask about this one, and those that this one asks about. */
function Used({ audience: x }: { audience: Audience }) {
  const t = useT();
  const all = useAudiences();
  const link = (name: string) => {
    const found = all.data?.items.find((a) => a.name === name);
    return <li key={name}>{found ? <Link to={`/audiences/${found.id}`}>{name}</Link> : name}</li>;
  };
  return (
    <Panel title={t('audience.used')}>
      <div className="stack">
        {x.referredBy.length ? <ul>{x.referredBy.map(link)}</ul> : <p className="muted">{t('audience.used.none')}</p>}
        {x.refers.length > 0 && (
          <div>
            <h3>{t('audience.refers')}</h3>
            <ul>{x.refers.map(link)}</ul>
          </div>
        )}
      </div>
    </Panel>
  );
}

function Actions({ audience: x }: { audience: Audience }) {
  const t = useT();
  const navigate = useNavigate();
  const may = useCan('audiences:write');
  const exportable = useCan('customers:export');
  const archive = useArchive(x.id);
  const evaluate = useEvaluate();
  const [dialog, setDialog] = useState<'' | 'rename' | 'archive' | 'remove'>('');
  const away = x.state === 'archived';
  const restore = () => archive.mutate(false, { onSuccess: () => toast(t('audience.restored')), onError: () => toast(t('fault.conflict'), 'harm') });
  const items = [
    { key: 'rename', icon: <TagIcon size={15} />, label: t('audience.rename'), onClick: () => setDialog('rename') },
    { key: 'evaluate', icon: <RefreshCw size={15} />, label: t('audience.evaluate'), onClick: () => evaluate.mutate(undefined, { onSuccess: () => toast(t('audience.evaluating')) }) },
    away
      ? { key: 'restore', icon: <ArchiveRestore size={15} />, label: t('audience.restore'), onClick: restore }
      : { key: 'archive', icon: <Archive size={15} />, label: t('audience.archive'), onClick: () => setDialog('archive') },
    'line' as const,
    { key: 'remove', danger: true, icon: <Trash2 size={15} />, label: t('audience.remove'), onClick: () => setDialog('remove') },
  ];
  return (
    <>
      {away && <Tag>{t('audience.state.archived')}</Tag>}
      {exportable && (
        <Button icon={<Download size={15} aria-hidden />} href={address(`/audiences/${x.id}/members.csv`)} download disabled={x.size === 0}>
          {t('customers.export')}
        </Button>
      )}
      {may && !away && (
        <Button type="primary" icon={<PenLine size={15} aria-hidden />} onClick={() => void navigate(`/audiences/${x.id}/edit`)}>
          {t('audience.change.condition')}
        </Button>
      )}
      {may && <Menu items={items} label={t('audience.actions')} button={<Ellipsis size={16} aria-hidden />} />}
      <Suspense>
        {dialog === 'rename' && <RenameDialog audience={x} onClose={() => setDialog('')} />}
        {(dialog === 'archive' || dialog === 'remove') && <PartDialog audience={x} act={dialog} onClose={() => setDialog('')} />}
      </Suspense>
    </>
  );
}
