import { Button } from 'antd';
import { IdCard, PenLine } from 'lucide-react';
import { useState } from 'react';
import type { Customer } from '@/api/types';
import { useCan } from '@/app/session';
import { Tag } from '@/design/Badge';
import { CopyButton } from '@/design/Code';
import { Panel } from '@/design/Panel';
import { useFormat } from '@/format/useFormat';
import { useT, word } from '@/i18n';
import { TraitDialog } from './TraitDialog';

const shown = 6;

/** Known lists what was told about a customer, by sources and by staff, and the ids by which we recognise them. */
export function Known({ customer: c }: { customer: Customer }) {
  const t = useT();
  const f = useFormat();
  const hidden = new Set(['email', 'phone', 'name', 'firstName', 'lastName', 'first_name', 'last_name', 'city', 'address']);
  const traits = Object.entries(c.traits ?? {}).filter(([k, v]) => !hidden.has(k) && v !== null && typeof v !== 'object');
  const may = useCan('customers:write') && !c.erasedAt;
  const [all, setAll] = useState(false);
  const [telling, setTelling] = useState(false);
  if (!may && !traits.length && !c.identities.length) return null;
  return (
    <Panel
      title={t('customer.known')}
      extra={
        may && (
          <Button size="small" icon={<PenLine size={14} aria-hidden />} onClick={() => setTelling(true)}>
            {t('tell.edit')}
          </Button>
        )
      }
    >
      <div className="known">
      {traits.length > 0 && (
        <dl className="facts">
          {traits.map(([key, value]) => (
            <div key={key} style={{ display: 'contents' }}>
              <dt>{word(t, `trait.${key}`, key)}</dt>
              <dd>{typeof value === 'number' ? f.number(value, Number.isInteger(value) ? 0 : 2) : typeof value === 'boolean' ? t(value ? 'word.yes' : 'word.no') : String(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      {c.identities.length > 0 && <h3 className="row tight">
        <IdCard size={15} aria-hidden />
        {t('customer.identities')}
      </h3>}
      <ul className="ids">
        {(all ? c.identities : c.identities.slice(0, shown)).map((id) => (
          <li key={id.kind + id.value}>
            <span className="muted">{word(t, `identity.${id.kind}`, id.kind)}</span>
            <span className="row tight">
              <span className="mono truncate" title={id.value}>
                {id.value}
              </span>
              {id.standing === 'blocked' && <Tag tone="attention">{t('contact.shared')}</Tag>}
            </span>
          </li>
        ))}
      </ul>
      {c.identities.length > shown && (
        <Button size="small" type="text" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('behaviour.fewer') : t('behaviour.all', { n: f.number(c.identities.length) })}
        </Button>
      )}
      <CopyButton text={c.id} label={t('customer.copyId')} />
      </div>
      {telling && <TraitDialog customer={c} onClose={() => setTelling(false)} />}
    </Panel>
  );
}
