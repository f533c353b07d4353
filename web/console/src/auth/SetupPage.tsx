import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { faultOf, type Fault } from '@/api/fault';
import { enter, useSessionQuery } from '@/app/session';
import { Note } from '@/design/Note';
import { faultText } from '@/design/faultText';
import { useTitle } from '@/design/Page';
import { useT, word } from '@/i18n';
import { setUp } from './api';
import { currencies, likelyCurrency } from './currencies';
import { Door } from './Door';
import { DoorField } from './DoorField';
import { tokenOf } from './safe';

/** SetupPage opens a new workspace through the one-time link that the first start prints. */
export function SetupPage() {
  const t = useT();
  const token = tokenOf(useLocation());
  const session = useSessionQuery();
  useTitle(t('setup.title'));
  if (session.data && !session.data.setupNeeded) {
    return (
      <Door title={t('setup.done.title')} hint={t('setup.done.text')}>
        <Link to="/sign-in">{t('signIn.title')}</Link>
      </Door>
    );
  }
  if (!token) return <Door title={t('setup.title')} hint={t('setup.noToken')} />;
  return (
    <Door title={t('setup.title')} hint={t('setup.hint')}>
      <SetupForm token={token} />
    </Door>
  );
}

function SetupForm({ token }: { token: string }) {
  const t = useT();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [fault, setFault] = useState<Fault>();
  const [busy, setBusy] = useState(false);
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const submit = async (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault();
    const form = new FormData(e.currentTarget);
    const of = (name: string) => String(form.get(name) ?? '').trim();
    setBusy(true);
    setFault(undefined);
    try {
      const answer = await setUp({
        token, name: of('name'), email: of('email'), password: String(form.get('password')),
        workspace: { name: of('workspace'), timeZone: of('timeZone'), currency: of('currency') },
      });
      await enter(queries, answer);
      void navigate('/today', { replace: true });
    } catch (err) {
      setFault(faultOf(err));
      setBusy(false);
    }
  };
  const wrong = (field: string) => {
    const f = fault?.fields.find((x) => x.field === field || x.field === `body.${field}`);
    return f && word(t, `fault.reason.${f.reason}`, f.message);
  };
  return (
    <>
      {fault && <Note tone="harm">{fault.code === 'not_found' ? t('setup.used') : faultText(t, fault)}</Note>}
      <form className="door-form" onSubmit={(e) => void submit(e)}>
        <DoorField label={t('workspace.name')} help={t('setup.workspace.help')} name="workspace" required maxLength={80} autoFocus fault={wrong('workspace.name')} />
        <div className="door-pair">
          <label className="door-field">
            <span>{t('workspace.timeZone')}</span>
            <select name="timeZone" defaultValue={own}>
              {[...new Set([own, ...Intl.supportedValuesOf('timeZone'), 'UTC'])].map((z) => (
                <option key={z}>{z}</option>
              ))}
            </select>
          </label>
          <label className="door-field">
            <span>{t('workspace.currency')}</span>
            <select name="currency" defaultValue={likelyCurrency(own)}>
              {currencies.map((c) => (
                <option key={c}>{c}</option>
              ))}
            </select>
          </label>
        </div>
        <p className="door-help">{t('setup.currency.help')}</p>
        <DoorField label={t('setup.name')} name="name" autoComplete="name" required maxLength={80} fault={wrong('name')} />
        <DoorField label={t('col.email')} name="email" type="email" autoComplete="username" required fault={wrong('email')} />
        <DoorField label={t('signIn.password')} help={t('setup.password.help')} name="password" type="password" autoComplete="new-password" required minLength={10} fault={wrong('password')} />
        <button type="submit" className="door-button" disabled={busy}>
          {t(busy ? 'setup.busy' : 'setup.go')}
        </button>
      </form>
    </>
  );
}
