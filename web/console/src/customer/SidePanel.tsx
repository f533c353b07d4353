import { Button } from 'antd';
import { ArrowUpRight } from 'lucide-react';
import { useNavigate } from 'react-router';
import { Beside } from '@/design/Beside';
import { Bones } from '@/design/Bone';
import { How } from '@/design/How';
import { FaultNote } from '@/design/Notes';
import { useT } from '@/i18n';
import { useCustomer, useWorth } from './api';
import { nameOf } from './columns';
import { NextStep } from './NextStep';
import { Timeline } from './Timeline';
import { Who } from './Who';
import { WorthOf } from './WorthOf';

/** SidePanel shows a customer beside the list, short enough for a glance. */
export function SidePanel({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const customer = useCustomer(id);
  const c = customer.data;
  const worth = useWorth(id, !!c?.tier);
  return (
    <Beside
      onClose={onClose}
      label={t('customer.who')}
      title={c ? nameOf(t, c) : t('place.customers')}
      extra={
        <Button type="primary" icon={<ArrowUpRight size={15} aria-hidden />} onClick={() => void navigate(`/customers/${id}`)} disabled={!c}>
          {t('customer.openPage')}
        </Button>
      }
    >
      {customer.isPending && <Bones lines={10} gap={18} />}
      {customer.isError && <FaultNote error={customer.error} retry={() => void customer.refetch()} />}
      {c && (
        <div className="stack wide">
          <Who customer={c} worth={worth.data} short />
          <NextStep worth={worth.data} />
          <section className="stack">
            <h2 className="row tight next-step-title">
              {t('worth.title')}
              <How topic="value12m" />
            </h2>
            <WorthOf worth={worth} scored={!!c.tier} />
          </section>
          <section>
            <h2 className="next-step-title">{t('timeline.latest')}</h2>
            <Timeline id={c.id} short />
          </section>
        </div>
      )}
    </Beside>
  );
}
