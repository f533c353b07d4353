import { Button } from 'antd';
import { Link } from 'react-router';
import type { Customer } from '@/api/types';
import { useCan } from '@/app/session';
import { FaultNote } from '@/design/Notes';
import { Panel } from '@/design/Panel';
import { toast } from '@/design/toast';
import { useT, word } from '@/i18n';
import { useKeepApart, useMerge } from './api';
import { nameOf } from './columns';

/** Duplicates shows who may be the same person; nobody with ids of their own is merged without being asked. */
export function Duplicates({ customer: c }: { customer: Customer }) {
  const t = useT();
  const merge = useMerge(c.id);
  const apart = useKeepApart(c.id);
  const may = useCan('customers:merge');
  if (!c.duplicates?.length) return null;
  return (
    <Panel title={t('duplicates.title')} hint={t('duplicates.hint')}>
      <ul className="stack">
        {c.duplicates.map((d) => (
          <li key={d.id} className="stack tight">
            <p>
              <Link to={`/customers/${d.id}`}>{nameOf(t, d)}</Link>{' '}
              <span className="muted">{t('duplicates.shares', { kind: word(t, `identity.${d.kind}`, d.kind), value: d.value })}</span>
            </p>
            {may && (
              <div className="row">
                <Button size="small" loading={merge.isPending} onClick={() => merge.mutate(d.id, { onSuccess: () => toast(t('merge.done')) })}>
                  {t('duplicates.merge')}
                </Button>
                <Button size="small" type="text" loading={apart.isPending} onClick={() => apart.mutate(d.id, { onSuccess: () => toast(t('duplicates.kept')) })}>
                  {t('duplicates.apart')}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {(merge.isError || apart.isError) && <FaultNote error={merge.error ?? apart.error} kept={t('merge.kept')} />}
    </Panel>
  );
}
