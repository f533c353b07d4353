import { Button, Input } from 'antd';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import type { Customer } from '@/api/types';
import { Dialog } from '@/design/Dialog';
import { FaultNote, Note } from '@/design/Notes';
import { toast } from '@/design/toast';
import { useT, word } from '@/i18n';
import { useTell } from './api';
import { nameOf } from './columns';
import { change, editable } from './traits';

const inputs: Record<string, string> = { email: 'email', phone: 'tel' };

/** TraitDialog writes down what staff learned: sets, corrects or takes away what is known of a customer. */
export function TraitDialog({ customer: c, onClose }: { customer: Customer; onClose: () => void }) {
  const t = useT();
  const tell = useTell(c.id);
  const before = c.traits;
  const [rows, setRows] = useState(() => editable(before).map(([name, value]) => ({ name, value: String(value), own: false })));
  const after = Object.fromEntries(rows.filter((r) => r.name.trim()).map((r) => [r.name.trim(), r.value]));
  const traits = change(before, after);
  const set = (i: number, patch: Partial<(typeof rows)[number]>) => setRows(rows.map((r, j) => (j === i ? { ...r, ...patch } : r)));
  const removed = Object.keys(traits).filter((name) => traits[name] === null);
  const go = () =>
    tell.mutate(traits, {
      onSuccess: () => {
        toast(t('tell.done'));
        onClose();
      },
    });
  return (
    <Dialog
      title={t('tell.title', { name: nameOf(t, c) })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="primary" disabled={!Object.keys(traits).length} loading={tell.isPending} onClick={go}>
            {t('tell.save')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p className="muted">{t('tell.hint')}</p>
        <div className="trait-rows">
          {rows.map((r, i) => {
            const label = r.own ? t('tell.value') : word(t, `trait.${r.name}`, r.name);
            return (
              <div className="trait-row" key={i}>
                {r.own ? (
                  <Input value={r.name} maxLength={100} autoFocus aria-label={t('tell.name')} placeholder={t('tell.name')} onChange={(e) => set(i, { name: e.target.value })} />
                ) : (
                  <span className="muted truncate" title={r.name}>
                    {label}
                  </span>
                )}
                <Input
                  value={r.value}
                  type={inputs[r.name] ?? 'text'}
                  aria-label={label}
                  placeholder={r.name === 'birthday' ? '1990-05-01' : undefined}
                  onChange={(e) => set(i, { value: e.target.value })}
                />
                <Button
                  type="text"
                  aria-label={t('tell.remove', { what: r.own ? r.name || label : label })}
                  icon={<X size={15} aria-hidden />}
                  disabled={!r.own && r.value === ''}
                  onClick={() => (r.own ? setRows(rows.filter((_, j) => j !== i)) : set(i, { value: '' }))}
                />
              </div>
            );
          })}
        </div>
        <div>
          <Button size="small" icon={<Plus size={14} aria-hidden />} onClick={() => setRows([...rows, { name: '', value: '', own: true }])}>
            {t('tell.add')}
          </Button>
        </div>
        {removed.length > 0 && <Note tone="attention">{t('tell.removes', { count: removed.length, what: removed.map((n) => word(t, `trait.${n}`, n)).join(', ') })}</Note>}
        {(traits.email || traits.phone) && <Note>{t('tell.identifies')}</Note>}
        {tell.isError && <FaultNote error={tell.error} kept={t('form.kept')} />}
      </div>
    </Dialog>
  );
}
