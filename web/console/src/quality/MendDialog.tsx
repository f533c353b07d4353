import { Button, Input } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { Bones } from '@/design/Bone';
import { Dialog } from '@/design/Dialog';
import { FaultNote } from '@/design/Notes';
import { toast } from '@/design/toast';
import { useT, word } from '@/i18n';
import { useAddress, useApart, useCorrect, useDismiss, useJoin, type QualityFault } from './api';
import { correctable, traitOf, why } from './tell';

interface Props {
  fault: QualityFault;
  onClose: () => void;
}

/** MendDialog mends one fault: writes what is right, says that it is right as it is, or decides about two customers. */
export function MendDialog({ fault: q, onClose }: Props) {
  const t = useT();
  const title = q.name || t('quality.nameless', { n: q.customer });
  const done = (said: string) => () => {
    toast(said);
    onClose();
  };
  if (q.kind === 'duplicate') return <Decide fault={q} title={title} onClose={onClose} done={done} />;
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="stack wide">
        <p>
          <span className="strong">{word(t, `quality.kind.${q.kind}`, q.kind)}</span> {why(t, q)}
          {q.is && (
            <>
              {' '}
              <code>{q.is}</code>
            </>
          )}
        </p>
        {correctable.has(q.kind) && <Correct fault={q} done={done} />}
        {q.kind === 'address' && <CorrectAddress fault={q} done={done} />}
        <Dismiss fault={q} done={done} />
      </div>
    </Dialog>
  );
}

type Part = { fault: QualityFault; done: (said: string) => () => void };

function Correct({ fault: q, done }: Part) {
  const t = useT();
  const correct = useCorrect(q.customer);
  const [value, setValue] = useState(q.suggestion ?? q.is);
  const trait = traitOf(q);
  const ready = value.trim() !== '' && value.trim() !== q.is;
  return (
    <form
      className="stack tight"
      onSubmit={(e) => {
        e.preventDefault();
        if (ready) correct.mutate({ [trait]: value.trim() }, { onSuccess: done(t('quality.corrected')) });
      }}
    >
      <label className="field">
        <span>{t('quality.right', { what: word(t, `trait.${trait}`, trait) })}</span>
        <Input value={value} maxLength={250} autoFocus onChange={(e) => setValue(e.target.value)} />
      </label>
      {correct.isError && <FaultNote error={correct.error} kept={t('form.kept')} />}
      <div>
        <Button type="primary" htmlType="submit" disabled={!ready} loading={correct.isPending}>
          {t('quality.correct')}
        </Button>
      </div>
    </form>
  );
}

const parts = ['street', 'city', 'postalCode', 'country'] as const;

function CorrectAddress({ fault: q, done }: Part) {
  const t = useT();
  const address = useAddress(q.customer, true);
  const correct = useCorrect(q.customer);
  const [changed, setChanged] = useState<Record<string, string>>({});
  if (!address.data) return address.isError ? <FaultNote error={address.error} /> : <Bones lines={4} gap={14} />;
  const now = { ...address.data, ...changed };
  return (
    <form
      className="stack tight"
      onSubmit={(e) => {
        e.preventDefault();
        correct.mutate({ address: now }, { onSuccess: done(t('quality.corrected')) });
      }}
    >
      {parts.map((p) => (
        <label className="field" key={p}>
          <span>{t(`quality.address.${p}`)}</span>
          <Input value={String(now[p] ?? '')} maxLength={200} onChange={(e) => setChanged({ ...changed, [p]: e.target.value })} />
        </label>
      ))}
      {correct.isError && <FaultNote error={correct.error} kept={t('form.kept')} />}
      <div>
        <Button type="primary" htmlType="submit" disabled={!Object.keys(changed).length} loading={correct.isPending}>
          {t('quality.correct')}
        </Button>
      </div>
    </form>
  );
}

/** Dismiss says with a reason that the value is right as it is. */
function Dismiss({ fault: q, done }: Part) {
  const t = useT();
  const dismiss = useDismiss();
  const [reason, setReason] = useState('');
  const kind = q.kind;
  if (kind === 'duplicate') return null;
  return (
    <form
      className="stack tight quality-dismiss"
      onSubmit={(e) => {
        e.preventDefault();
        if (reason.trim()) dismiss.mutate({ customer: q.customer, kind, reason: reason.trim() }, { onSuccess: done(t('quality.dismissed')) });
      }}
    >
      <label className="field">
        <span>{t('quality.dismiss.reason')}</span>
        <Input value={reason} maxLength={160} placeholder={t('quality.dismiss.example')} onChange={(e) => setReason(e.target.value)} />
      </label>
      {dismiss.isError && <FaultNote error={dismiss.error} kept={t('form.kept')} />}
      <div>
        <Button htmlType="submit" disabled={!reason.trim()} loading={dismiss.isPending}>
          {t('quality.dismiss')}
        </Button>
      </div>
    </form>
  );
}

function Decide({ fault: q, title, onClose, done }: Part & { title: string; onClose: () => void }) {
  const t = useT();
  const join = useJoin(q);
  const apart = useApart(q);
  const other = q.otherName || t('quality.nameless', { n: q.other });
  return (
    <Dialog
      title={t('quality.twice')}
      onClose={onClose}
      footer={
        <>
          <Button loading={apart.isPending} onClick={() => apart.mutate(undefined, { onSuccess: done(t('duplicates.kept')) })}>
            {t('duplicates.apart')}
          </Button>
          <Button type="primary" loading={join.isPending} onClick={() => join.mutate(undefined, { onSuccess: done(t('merge.doneHere')) })}>
            {t('duplicates.merge')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p>
          <Link to={`/customers/${q.customer}`}>{title}</Link>
          {' · '}
          <Link to={`/customers/${q.other}`}>{other}</Link>
        </p>
        <p className="strong">{why(t, q)}</p>
        <p className="muted">{t('quality.twice.hint')}</p>
        {(join.isError || apart.isError) && <FaultNote error={join.error ?? apart.error} kept={t('merge.kept')} />}
      </div>
    </Dialog>
  );
}
