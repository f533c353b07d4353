import { Eye } from 'lucide-react';
import { Channel, Tag } from '@/design/Badge';
import { Bones } from '@/design/Bone';
import { Empty, FaultNote } from '@/design/Notes';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import { useVisits, type Visit } from './api';

/** Visits shows how a customer went through pages: each visit with its path, and how long each page was looked at. */
export function Visits({ id }: { id: string }) {
  const t = useT();
  const visits = useVisits(id);
  const items = visits.data?.items ?? [];
  return (
    <div className="stack">
      {visits.isPending && <Bones lines={10} gap={20} />}
      {visits.isError && <FaultNote error={visits.error} retry={() => void visits.refetch()} />}
      {visits.isSuccess && !items.length && <Empty title={t('visits.none.title')}>{t('visits.none.text')}</Empty>}
      <ol className="visits">
        {items.map((v) => (
          <VisitItem key={v.beginAt} visit={v} />
        ))}
      </ol>
      {items.length > 0 && <p className="faint small">{t('visits.note')}</p>}
    </div>
  );
}

function VisitItem({ visit: v }: { visit: Visit }) {
  const t = useT();
  const f = useFormat();
  const longest = Math.max(1, ...v.pages.map((p) => p.dwellSeconds ?? 0));
  const seconds = (Date.parse(v.endAt) - Date.parse(v.beginAt)) / 1000;
  const facts = [
    t('visits.pages', { count: v.pages.length, n: f.number(v.pages.length) }),
    ...(seconds > 0 ? [f.duration(seconds)] : []),
    ...(v.referrer ? [t('visits.from', { where: v.referrer })] : []),
  ];
  return (
    <li className="visit">
      <header className="row apart">
        <h3 className="row tight">
          <Eye size={15} aria-hidden />
          <time dateTime={v.beginAt} title={f.exact(v.beginAt)}>
            {f.day(v.beginAt)} {f.clock(v.beginAt)}
          </time>
          {v.ordered && <Tag tone="good">{t('visits.ordered')}</Tag>}
        </h3>
        <Channel channel={v.channel} />
      </header>
      <p className="muted small">{facts.join(' · ')}</p>
      <ol className="visit-pages">
        {v.pages.map((p) => (
          <li key={p.at}>
            <span className="visit-page">
              <span className="truncate" title={p.path}>
                {p.title || p.path}
              </span>
              {p.title && <span className="faint truncate">{p.path}</span>}
            </span>
            <span className="visit-dwell">
              {p.dwellSeconds === undefined ? (
                <span className="faint">{t('visits.last')}</span>
              ) : (
                <>
                  <i style={{ width: `${Math.max(3, (p.dwellSeconds / longest) * 64)}px` }} />
                  <span className="numeric">{f.duration(p.dwellSeconds)}</span>
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
    </li>
  );
}
