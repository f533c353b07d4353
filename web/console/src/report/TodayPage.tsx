import { ArrowRight, BellRing, CircleAlert, ClipboardCheck, Sparkle, type LucideIcon } from 'lucide-react';
import { Link } from 'react-router';
import { Bones } from '@/design/Bone';
import { Empty, FaultNote } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { When } from '@/format/When';
import { sentence } from '@/format/sentence';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import { useToday, type TodayItem } from './api';
import { destination } from './destination';
import { useTodayTabs } from './tabs';
import './report.css';

/** TodayPage shows what needs a person now. */
export function TodayPage() {
  const t = useT();
  const today = useToday();
  const tabs = useTodayTabs();
  const data = today.data;
  const nothing = data && !data.alarms?.length && !data.tasks?.length && !data.odd?.length;
  return (
    <Page title={t('today.title')} hint={t('today.hint')} tabs={tabs}>
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
      {data && !nothing && (
        <div className="stack">
          <Group title={t('today.alarms')} hint={t('today.alarms.hint')} icon={BellRing} tone="harm" items={data.alarms} />
          <Group title={t('today.tasks')} hint={t('today.tasks.hint')} icon={ClipboardCheck} tone="accent" items={data.tasks} />
          <Group title={t('today.odd')} hint={t('today.odd.hint')} icon={Sparkle} tone="attention" items={data.odd} />
        </div>
      )}
    </Page>
  );
}

interface GroupProps {
  title: string;
  hint: string;
  icon: LucideIcon;
  tone: 'harm' | 'attention' | 'accent';
  items: TodayItem[] | null;
}

function Group({ title, hint, icon: Icon, tone, items }: GroupProps) {
  if (!items?.length) return null;
  return (
    <Panel title={title} hint={hint} flush>
      <ul className="todo-list">
        {items.map((item) => (
          <Item key={item.id} item={item} icon={item.severity === 'harm' ? CircleAlert : Icon} tone={tone} />
        ))}
      </ul>
    </Panel>
  );
}

function Item({ item, icon: Icon, tone }: { item: TodayItem; icon: LucideIcon; tone: GroupProps['tone'] }) {
  const t = useT();
  const f = useFormat();
  const params = { ...item.params, name: item.customer?.name ?? item.params?.name, count: item.count ?? item.params?.count };
  const text = sentence(t, f, 'today.item', item.code, params) ?? item.code;
  const help = sentence(t, f, 'today.help', item.code, params);
  const to = destination(item);
  return (
    <li className="todo">
      <span className={`todo-icon ${tone}`}>
        <Icon size={16} aria-hidden />
      </span>
      <div className="grow">
        <p className="strong">{text}</p>
        {help && <p className="muted">{help}</p>}
      </div>
      {item.since && (
        <span className="muted">
          <When at={item.since} />
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
