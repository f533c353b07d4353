import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Navigate, useLocation, useNavigate, useSearchParams } from 'react-router';
import { faultOf, type Fault } from '@/api/fault';
import { signIn, useSessionQuery } from '@/app/session';
import { Note } from '@/design/Note';
import { faultText } from '@/design/faultText';
import { useTitle } from '@/design/Page';
import { useT } from '@/i18n';
import { Door } from './Door';
import { DoorField } from './DoorField';
import { safe } from './safe';

/** SignInPage lets staff in. */
export function SignInPage() {
  const t = useT();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [params] = useSearchParams();
  const ended = (useLocation().state as { ended?: boolean } | null)?.ended;
  const session = useSessionQuery();
  const [fault, setFault] = useState<Fault>();
  const [busy, setBusy] = useState(false);
  useTitle(t('signIn.title'));
  if (session.data?.signedIn) return <Navigate to={safe(params.get('next'))} replace />;

  const submit = async (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault();
    const form = new FormData(e.currentTarget);
    setBusy(true);
    setFault(undefined);
    try {
      await signIn(queries, String(form.get('email')), String(form.get('password')));
      void navigate(safe(params.get('next')), { replace: true });
    } catch (err) {
      setFault(faultOf(err));
      setBusy(false);
    }
  };
  return (
    <Door title={t('signIn.title')} hint={t('signIn.hint')}>
      {session.data?.setupNeeded && (
        <Note tone="attention" title={t('signIn.setup.title')}>
          {t('signIn.setup.text')}
        </Note>
      )}
      {ended && !fault && <Note>{t('signIn.ended')}</Note>}
      {fault && <Note tone="harm">{fault.code === 'unauthorized' ? t('signIn.wrong') : faultText(t, fault)}</Note>}
      <form className="door-form" onSubmit={(e) => void submit(e)}>
        <DoorField label={t('col.email')} name="email" type="email" autoComplete="username" autoFocus required />
        <DoorField label={t('signIn.password')} name="password" type="password" autoComplete="current-password" required />
        <button type="submit" className="door-button" disabled={busy}>
          {t(busy ? 'signIn.busy' : 'signIn.go')}
        </button>
      </form>
      <p className="faint small">{t('signIn.forgot')}</p>
    </Door>
  );
}
