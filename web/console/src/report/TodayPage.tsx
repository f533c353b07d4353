import { ArrowRight, BellRing, ClipboardCheck, Sparkle, type LucideIcon } from 'lucide-react';
import { Link } from 'react-router';
import { Bones } from '@/design/Bone';
import { Empty, FaultNote, Note } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { When } from '@/format/When';
import { sentence } from '@/format/sentence';
import { useFormat } from '@/format/useFormat';
import { useT, word } from '@/i18n';
import { useToday, type Concern, type Subject } from './api';
import { destination, pageOf } from './destination';
import { useTodayTabs } from './tabs';
import './report.css';

/** TodayPage shows what needs a person now. */
export function TodayPage() {
  const t = useT();
  const f = useFormat();
  const today = useToday();
  const data = today.data;
  const nothing = data && !data.alarms?.length && !data.tasks?.length && !data.odd?.length;
  return (
    <Page title={t('today.title')} hint={t('today.hint')} tabs={useTodayTabs()}>
      {today.isError && <FaultNote error={today.error} retry={() => void today.refetch()} />}
      {today.isPending && (
        <Panel>
          <Bones lines={6} height={20} gap={20} />
        </Panel>
      )}
      {nothing && (
        <Panel>
          <Empty title={t('today.none.title')} action={<Link to="/today/overview">{t('today.none.action')}</Link>}>
            {t('today.none.text')}
          </Empty>
        </Panel>
      )}
      {data && (
        <div className="stack">
          <Group title={t('today.alarms')} hint={t('today.alarms.hint')} icon={BellRing} tone="harm" items={data.alarms} />
          <Group title={t('today.tasks')} hint={t('today.tasks.hint')} icon={ClipboardCheck} tone="accent" items={data.tasks} />
          <Group title={t('today.odd')} hint={t('today.odd.hint')} icon={Sparkle} tone="attention" items={data.odd} />
          {(data.blind?.length ?? 0) > 0 && <Note tone="attention">{t('today.blind', { what: f.enumerate(data.blind ?? []) })}</Note>}
        </div>
      )}
    </Page>
  );
}

type Tone = 'harm' | 'attention' | 'accent';

function Group(p: { title: string; hint: string; icon: LucideIcon; tone: Tone; items: Concern[] | null }) {
  if (!p.items?.length) return null;
  return (
    <Panel title={p.title} hint={p.hint} flush>
      <ul className="todo-list">
        {p.items.map((item) => (
          <Item key={item.id} item={item} icon={p.icon} tone={p.tone} />
        ))}
      </ul>
    </Panel>
  );
}

function Item({ item: c, icon: Icon, tone }: { item: Concern; icon: LucideIcon; tone: Tone }) {
  const t = useT();
  const f = useFormat();
  const first = c.subjects?.[0];
  const job = String(c.params?.job ?? '');
  const params = {
    ...c.params, count: c.count, subject: first?.name || first?.id || '', amount: c.amount,
    job: word(t, `job.${job}`, job), part: word(t, `follower.${first?.id ?? ''}`, first?.name || first?.id || ''),
  };
  // One and many share their words; the plural tells them apart.
  const code = c.code.replace(/_many$/, '');
  const text = sentence(t, f, 'today.item', code, params) ?? c.code;
  const help = sentence(t, f, 'today.help', code, params);
  const to = destination(c);
  return (
    <li className="todo">
      <span className={`todo-icon ${tone}`}>
        <Icon size={16} aria-hidden />
      </span>
      <div className="grow">
        <p className="strong">
          {text}
          {c.amount && c.amount.minor > 0 && <span className="todo-stake">{t('today.stake', { amount: f.money(c.amount, 'whole') })}</span>}
        </p>
        {help && <p className="muted">{help}</p>}
        <Subjects of={c} />
      </div>
      {c.since && (
        <span className="muted">
          <When at={c.since} />
        </span>
      )}
      {to && (
        <Link to={to} className="todo-go">
          {t('today.look')}
          <span className="visually-hidden">: {text}</span>
          <ArrowRight size={14} aria-hidden />
        </Link>
      )}
    </li>
  );
}

const most = 5;

/** Subjects are the people and orders that a concern is about, each a step away. */
function Subjects({ of: c }: { of: Concern }) {
  const t = useT();
  const f = useFormat();
  const known = (c.subjects ?? []).filter((s) => pageOf(s));
  if (!known.length) return null;
  const more = c.count - Math.min(most, known.length);
  return (
    <ul className="subjects">
      {known.slice(0, most).map((s) => (
        <li key={s.kind + s.id}>
          <Link to={pageOf(s)!}>{nameOf(s)}</Link>
        </li>
      ))}
      {more > 0 && <li className="muted">{t('today.more', { count: more, n: f.number(more) })}</li>}
    </ul>
  );
}

function nameOf(s: Subject): string {
  return s.kind === 'order' && s.name ? `${s.name} · ${s.id}` : s.name || s.id;
}
