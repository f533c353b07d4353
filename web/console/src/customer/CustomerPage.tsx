import { ChevronLeft, Ellipsis, Merge as MergeIcon, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { faultOf } from '@/api/fault';
import { useCan } from '@/app/session';
import { NotFound } from '@/app/Fallbacks';
import { Bones } from '@/design/Bone';
import { How } from '@/design/How';
import { Menu } from '@/design/Menu';
import { FaultNote } from '@/design/Notes';
import { useTitle } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { useT } from '@/i18n';
import { OrderList } from '@/order/OrderList';
import { useCustomer, useWorth } from './api';
import { nameOf } from './columns';
import { Duplicates } from './Duplicates';
import { EraseDialog } from './EraseDialog';
import { MergeDialog } from './MergeDialog';
import { MergeList } from './MergeList';
import { NextStep } from './NextStep';
import { Timeline } from './Timeline';
import { Known, Who } from './Who';
import { WorthOf } from './WorthOf';
import './customer.css';

/** CustomerPage is everything about one customer at one glance. */
export function CustomerPage() {
  const t = useT();
  const { id = '' } = useParams();
  const customer = useCustomer(id);
  const c = customer.data;
  const worth = useWorth(id, !!c?.tier);
  useTitle(c ? nameOf(t, c) : t('place.customers'));
  if (customer.isError && faultOf(customer.error).status === 404) return <NotFound />;
  return (
    <div className="page">
      <div className="crumb">
        <Link to="/customers" className="row tight">
          <ChevronLeft size={16} aria-hidden />
          {t('place.customers')}
        </Link>
        {c && <Actions id={c.id} name={nameOf(t, c)} />}
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
          </div>
          <div className="three-middle">
            <Panel title={t('timeline.title')}>
              <Timeline id={c.id} />
            </Panel>
          </div>
          <div className="three-right stack">
            <NextStep worth={worth.data} />
            <OrderList id={c.id} />
            <Duplicates customer={c} />
            <MergeList id={c.id} />
            <Panel label={t('customer.known')}>
              <Known customer={c} />
            </Panel>
          </div>
        </div>
      )}
    </div>
  );
}

function Actions({ id, name }: { id: string; name: string }) {
  const t = useT();
  const merge = useCan('customers:merge');
  const erase = useCan('customers:erase');
  const [dialog, setDialog] = useState<'merge' | 'erase' | ''>('');
  const items = [
    ...(merge ? [{ key: 'merge', icon: <MergeIcon size={15} />, label: t('merge.action'), onClick: () => setDialog('merge') }] : []),
    ...(erase ? [{ key: 'erase', danger: true, icon: <Trash2 size={15} />, label: t('erase.action'), onClick: () => setDialog('erase') }] : []),
  ];
  if (!items.length) return null;
  return (
    <>
      <Menu items={items} label={t('customer.actions')} button={<Ellipsis size={16} aria-hidden />} />
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
