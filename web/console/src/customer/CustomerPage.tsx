import { ChevronLeft, Ellipsis, Merge as MergeIcon, PenLine, Trash2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Link, useParams } from 'react-router';
import { faultOf } from '@/api/fault';
import type { Customer } from '@/api/types';
import { useCan } from '@/app/session';
import { NotFound } from '@/app/Fallbacks';
import { choice, useUrl } from '@/app/url';
import { Bones } from '@/design/Bone';
import { Choice } from '@/design/Choice';
import { How } from '@/design/How';
import { Menu } from '@/design/Menu';
import { FaultNote } from '@/design/Notes';
import { useTitle } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { learn, useT } from '@/i18n';
import { OfCustomer } from '@/audience/OfCustomer';
import { HealthPanel } from '@/health/HealthPanel';
import { OrderList } from '@/order/OrderList';
import { useCustomer, useWorth } from './api';
import { nameOf } from './columns';
import { Duplicates } from './Duplicates';
import { EraseDialog } from './EraseDialog';
import { MergeDialog } from './MergeDialog';
import { MergeList } from './MergeList';
import { NextStep } from './NextStep';
import { Timeline } from './Timeline';
import { TraitDialog } from './TraitDialog';
import { Visits } from './Visits';
import { Known } from './Known';
import { Who } from './Who';
import { WorthOf } from './WorthOf';
import './customer.css';

/** Tags come after the rest, with their words. */
const Tags = lazy(async () => ({ default: (await Promise.all([import('@/tag/OfCustomer'), learn('tag')]))[0].OfCustomer }));

const pasts = ['all', 'visits'] as const;

/** CustomerPage is everything about one customer at one glance. */
export function CustomerPage() {
  const t = useT();
  const { id = '' } = useParams();
  const customer = useCustomer(id);
  const c = customer.data;
  const worth = useWorth(id, !!c?.tier);
  const url = useUrl();
  const past = choice(url.get('show'), pasts);
  useTitle(c ? nameOf(t, c) : t('place.customers'));
  if (customer.isError && faultOf(customer.error).status === 404) return <NotFound />;
  return (
    <div className="page">
      <div className="crumb">
        <Link to="/customers" className="row tight">
          <ChevronLeft size={16} aria-hidden />
          {t('place.customers')}
        </Link>
        {c && <Actions customer={c} />}
      </div>
      {customer.isError && <FaultNote error={customer.error} retry={() => void customer.refetch()} />}
      {customer.isPending && <Waiting />}
      {c && (
        <div className="three">
          <div className="three-left stack">
            <Panel label={t('customer.who')}>
              <Who customer={c} worth={worth.data} />
            </Panel>
            <Panel title={<>{t('worth.title')}<How topic="value12m" /></>}>
              <WorthOf worth={worth} scored={!!c.tier} />
            </Panel>
            <HealthPanel id={c.id} />
          </div>
          <div className="three-middle">
            <Panel
              title={t(past === 'visits' ? 'visits.title' : 'timeline.title')}
              extra={
                <Choice
                  small
                  label={t('timeline.show')}
                  value={past}
                  onChange={(show) => url.set({ show: show === 'all' ? undefined : show })}
                  options={pasts.map((v) => ({ value: v, label: t(`timeline.show.${v}`) }))}
                />
              }
            >
              {past === 'visits' ? <Visits id={c.id} /> : <Timeline id={c.id} />}
            </Panel>
          </div>
          <div className="three-right stack">
            <NextStep worth={worth.data} />
            <OrderList id={c.id} />
            <OfCustomer id={c.id} />
            <Suspense>
              <Tags id={c.id} />
            </Suspense>
            <Duplicates customer={c} />
            <MergeList id={c.id} />
            <Known customer={c} />
          </div>
        </div>
      )}
    </div>
  );
}

function Actions({ customer: c }: { customer: Customer }) {
  const t = useT();
  const { id } = c;
  const name = nameOf(t, c);
  const write = useCan('customers:write') && !c.erasedAt;
  const merge = useCan('customers:merge');
  const erase = useCan('customers:erase');
  const [dialog, setDialog] = useState<'tell' | 'merge' | 'erase' | ''>('');
  const items = [
    ...(write ? [{ key: 'tell', icon: <PenLine size={15} />, label: t('tell.action'), onClick: () => setDialog('tell') }] : []),
    ...(merge ? [{ key: 'merge', icon: <MergeIcon size={15} />, label: t('merge.action'), onClick: () => setDialog('merge') }] : []),
    ...(erase ? [{ key: 'erase', danger: true, icon: <Trash2 size={15} />, label: t('erase.action'), onClick: () => setDialog('erase') }] : []),
  ];
  if (!items.length) return null;
  return (
    <>
      <Menu items={items} label={t('customer.actions')} button={<Ellipsis size={16} aria-hidden />} />
      {dialog === 'tell' && <TraitDialog customer={c} onClose={() => setDialog('')} />}
      {dialog === 'merge' && <MergeDialog id={id} name={name} onClose={() => setDialog('')} />}
      {dialog === 'erase' && <EraseDialog id={id} name={name} onClose={() => setDialog('')} />}
    </>
  );
}

function Waiting() {
  return (
    <div className="three" aria-busy>
      <div className="three-left">
        <Panel>
          <Bones lines={14} gap={18} />
        </Panel>
      </div>
      <div className="three-middle">
        <Panel>
          <Bones lines={18} gap={20} />
        </Panel>
      </div>
      <div className="three-right">
        <Panel>
          <Bones lines={8} gap={18} />
        </Panel>
      </div>
    </div>
  );
}
