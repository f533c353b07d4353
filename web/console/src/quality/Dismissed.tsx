import { Button } from 'antd';
import { Link } from 'react-router';
import { useCan } from '@/app/session';
import { Panel } from '@/design/Panel';
import { toast } from '@/design/toast';
import { When } from '@/format/When';
import { useT, word } from '@/i18n';
import { useDismissals, useUndismiss } from './api';

/** Dismissed lists what people said is right as it is; each can be taken back. */
export function Dismissed() {
  const t = useT();
  const list = useDismissals();
  const undo = useUndismiss();
  const write = useCan('customers:write');
  const items = (list.data?.items ?? []).filter((d) => !d.undoneAt);
  if (!items.length) return null;
  return (
    <Panel title={t('quality.said')} hint={t('quality.said.hint')}>
      <ul className="quality-said">
        {items.map((d) => (
          <li key={d.id}>
            <span>
              <Link to={`/customers/${d.customer}`}>{d.name || t('quality.nameless', { n: d.customer })}</Link>{' '}
              <span className="strong">{word(t, `quality.kind.${d.kind}`, d.kind)}</span> {d.reason}{' '}
              <span className="muted">
                {d.by}, <When at={d.at} />
              </span>
            </span>
            {write && (
              <Button
                size="small"
                loading={undo.isPending && undo.variables === d.id}
                onClick={() => undo.mutate(d.id, { onSuccess: () => toast(t('quality.said.back')), onError: () => toast(t('quality.said.failed'), 'harm') })}
              >
                {t('quality.said.undo')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
