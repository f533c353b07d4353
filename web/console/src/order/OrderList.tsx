import { Button } from 'antd';
import { useState } from 'react';
import type { Order } from '@/api/types';
import { Tag, type Tone } from '@/design/Badge';
import { Bones } from '@/design/Bone';
import { FaultNote } from '@/design/Notes';
import { Panel } from '@/design/Panel';
import { Day } from '@/format/When';
import { useFormat } from '@/format/useFormat';
import { useT, word } from '@/i18n';
import { useOrders } from './api';
import './order.css';

/** Tones are the colours of an order's states. */
export const tones: Record<string, Tone> = { delivered: 'good', refunded: 'attention', cancelled: 'harm' };

/** OrderList shows a customer's latest orders; each opens to its lines. */
export function OrderList({ id }: { id: string }) {
  const t = useT();
  const orders = useOrders(id);
  const items = orders.data?.pages.flatMap((p) => p.items ?? []) ?? [];
  return (
    <Panel title={t('orders.title')}>
      {orders.isPending && <Bones lines={4} gap={18} />}
      {orders.isError && <FaultNote error={orders.error} retry={() => void orders.refetch()} />}
      {orders.isSuccess && !items.length && <p className="muted">{t('orders.none')}</p>}
      <ul className="orders">
        {items.map((o) => (
          <OrderRow key={o.id} order={o} />
        ))}
      </ul>
      {orders.hasNextPage && (
        <Button size="small" loading={orders.isFetchingNextPage} onClick={() => void orders.fetchNextPage()}>
          {t('action.more')}
        </Button>
      )}
    </Panel>
  );
}

function OrderRow({ order: o }: { order: Order }) {
  const t = useT();
  const f = useFormat();
  const [open, setOpen] = useState(false);
  return (
    <li>
      <button type="button" className="order" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className="grow">
          <span className="strong">{t('orders.number', { id: o.id })}</span>
          <span className="row tight">
            <span className="muted">
              <Day at={o.orderedAt} />
            </span>
            <Tag tone={tones[o.status]}>{word(t, `orderStatus.${o.status}`, o.status)}</Tag>
            {o.late && <Tag tone="attention">{t('orders.late')}</Tag>}
            {o.overdue && <Tag tone="harm">{t('orders.overdue')}</Tag>}
          </span>
        </span>
        <span className="numeric">
          <span className="strong">{f.money(o.total)}</span>
          {o.refunded.minor !== 0 && <span className="muted block">{t('orders.refunded', { amount: f.money(o.refunded) })}</span>}
        </span>
      </button>
      {open && (
        <ul className="lines">
          {(o.lines ?? []).map((l) => (
            <li key={l.id}>
              <span className="grow">{l.name || l.product || t('orders.line')}</span>
              <span className="muted nowrap">× {f.number(l.quantity, Number.isInteger(l.quantity) ? 0 : 2)}</span>
              <span className="numeric">{f.money(l.total)}</span>
            </li>
          ))}
          {o.promisedAt && (
            <li className="muted">
              <span className="grow">{t('orders.promised')}</span>
              <Day at={o.promisedAt} />
            </li>
          )}
          {o.deliveredAt && (
            <li className="muted">
              <span className="grow">{t('orders.delivered')}</span>
              <Day at={o.deliveredAt} />
            </li>
          )}
        </ul>
      )}
    </li>
  );
}
