import { Button } from 'antd';
import { CreditCard, Eye, MousePointerClick, PackageCheck, PackageX, RotateCcw, ShoppingBag, Sparkles, Truck, UserRoundPen, UsersRound, type LucideIcon } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { TimelineItem } from '@/api/types';
import { Channel } from '@/design/Badge';
import { Bones } from '@/design/Bone';
import { Choice } from '@/design/Choice';
import { Empty, FaultNote } from '@/design/Notes';
import type { Format } from '@/format/format';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import { useTimeline } from './api';
import { byDay, pageName } from './moments';
import { tell } from './tell';

export const kinds = ['', 'order', 'cart', 'browse', 'profile', 'score', 'other'] as const;

/** Timeline is everything that happened to a customer, newest first, grouped by day. */
export function Timeline({ id, short }: { id: string; short?: boolean }) {
  const t = useT();
  const [kind, setKind] = useState<(typeof kinds)[number]>('');
  const timeline = useTimeline(id, kind);
  const items = useMemo(() => timeline.data?.pages.flatMap((p) => p.items ?? []) ?? [], [timeline.data]);
  const shown = short ? items.slice(0, 8) : items;
  return (
    <div className="stack">
      {!short && (
        <div className="scroll-x">
          <Choice
            small
            label={t('timeline.filter')}
            value={kind}
            onChange={setKind}
            options={kinds.map((k) => ({ value: k, label: t(k ? `timeline.kind.${k}` : 'timeline.kind.all') }))}
          />
        </div>
      )}
      {timeline.isPending && <Bones lines={10} gap={20} />}
      {timeline.isError && <FaultNote error={timeline.error} retry={() => void timeline.refetch()} />}
      {timeline.isSuccess && items.length === 0 && <Empty title={t('timeline.none.title')}>{t('timeline.none.text')}</Empty>}
      <Days items={shown} />
      {!short && timeline.hasNextPage && (
        <div className="more">
          <Button onClick={() => void timeline.fetchNextPage()} loading={timeline.isFetchingNextPage}>
            {t('timeline.earlier')}
          </Button>
        </div>
      )}
    </div>
  );
}

function Days({ items }: { items: TimelineItem[] }) {
  const f = useFormat();
  const days = useMemo(() => byDay(items, f.dayKey), [items, f]);
  return (
    <ol className="days">
      {days.map((d) => (
        <li key={d.day}>
          <DayHead day={d.day} />
          <ul className="moments">
            {d.moments.map((m) => (m.length > 1 ? <Visit key={m[0]!.seq} pages={m} /> : <Moment key={m[0]!.seq} item={m[0]!} />))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

function DayHead({ day }: { day: string }) {
  const t = useT();
  const f = useFormat();
  const today = f.dayKey(new Date());
  const yesterday = f.dayKey(new Date(Date.now() - 86_400_000));
  return (
    <h3 className="day-head">
      {day === today ? t('word.today') : day === yesterday ? t('word.yesterday') : f.day(day)}
      {day !== today && day !== yesterday && <span className="faint">{f.daysAgo(day)}</span>}
    </h3>
  );
}

const icons: [RegExp, LucideIcon][] = [
  [/refund/i, RotateCcw], [/cancel/i, PackageX], [/order (completed|placed)/i, ShoppingBag], [/ship/i, Truck], [/deliver/i, PackageCheck],
  [/tier|stage|score/i, Sparkles], [/merge|split/i, UsersRound], [/payment|checkout/i, CreditCard], [/review|call|ticket|survey/i, UserRoundPen],
];

function iconOf(item: TimelineItem): LucideIcon {
  if (item.type === 'page' || item.type === 'screen') return Eye;
  if (item.type === 'identify' || item.type === 'group' || item.type === 'alias') return UserRoundPen;
  return icons.find(([pattern]) => pattern.test(item.name ?? ''))?.[1] ?? MousePointerClick;
}

function Moment({ item }: { item: TimelineItem }) {
  const t = useT();
  const f = useFormat();
  const Icon = iconOf(item);
  const story = tell(t, f, item);
  return (
    <li className="moment" data-kind={item.order ? 'order' : item.type}>
      <span className="moment-icon">
        <Icon size={14} aria-hidden />
      </span>
      <div className="grow">
        <p>{story.text}</p>
        {story.detail && <p className="muted">{story.detail}</p>}
      </div>
      <span className="moment-meta">
        <Channel channel={item.channel} />
        {!midnight(f, item.time) && (
          <time dateTime={item.time} title={f.exact(item.time)} className="faint">
            {f.clock(item.time)}
          </time>
        )}
      </span>
    </li>
  );
}

/** midnight tells days of imported files, which have no time, from moments. */
function midnight(f: Format, time: string): boolean {
  return /:00Z$/.test(time) && f.clock(time) === '00:00';
}

/** Visit tells pages seen one after the other as one line, in the order in which they were seen. */
function Visit({ pages }: { pages: TimelineItem[] }) {
  const t = useT();
  const f = useFormat();
  const first = pages.at(-1)!;
  const names = [...new Set([...pages].reverse().map((p) => pageName(p)))].filter(Boolean);
  return (
    <li className="moment" data-kind="page">
      <span className="moment-icon">
        <Eye size={14} aria-hidden />
      </span>
      <div className="grow">
        <p>{t('timeline.visit', { count: pages.length, n: f.number(pages.length) })}</p>
        <p className="muted">{names.length > 4 ? t('timeline.goodsMore', { goods: f.enumerate(names.slice(0, 4)), count: names.length - 4 }) : f.enumerate(names)}</p>
      </div>
      <span className="moment-meta">
        <Channel channel={first.channel} />
        <time dateTime={first.time} title={f.exact(first.time)} className="faint">
          {f.clock(first.time)}
        </time>
      </span>
    </li>
  );
}
