import { Link } from 'react-router';
import { Panel } from '@/design/Panel';
import { useT } from '@/i18n';
import { useCustomerAudiences } from './api';

/** OfCustomer lists the audiences that a customer is in; each leads to the reason. */
export function OfCustomer({ id }: { id: string }) {
  const t = useT();
  const audiences = useCustomerAudiences(id);
  const items = audiences.data?.items ?? [];
  if (!items.length) return null;
  return (
    <Panel title={t('customer.audiences')}>
      <ul className="stack tight">
        {items.map((x) => (
          <li key={x.id}>
            <Link to={`/audiences/${x.id}?open=${id}`}>{x.name}</Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
