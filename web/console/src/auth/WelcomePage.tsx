import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { faultOf, type Fault } from '@/api/fault';
import { enter } from '@/app/session';
import { Note } from '@/design/Note';
import { faultText } from '@/design/faultText';
import { useTitle } from '@/design/Page';
import { useT } from '@/i18n';
import { acceptLink } from './api';
import { Door } from './Door';
import { DoorField } from './DoorField';
import { tokenOf } from './safe';

/** WelcomePage lets somebody choose a password with the link they were handed. */
export function WelcomePage() {
  const t = useT();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const token = tokenOf(useLocation());
  const [fault, setFault] = useState<Fault>();
  const [busy, setBusy] = useState(false);
  useTitle(t('welcome.title'));
  const submit = async (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault();
    const password = String(new FormData(e.currentTarget).get('password'));
    setBusy(true);
    setFault(undefined);
    try {
      await enter(queries, await acceptLink({ token, password }));
      void navigate('/today', { replace: true });
    } catch (err) {
      setFault(faultOf(err));
      setBusy(false);
    }
  };
  return (
    <Door title={t('welcome.title')} hint={t(token ? 'welcome.hint' : 'welcome.noToken')}>
      {fault && <Note tone="harm">{fault.code === 'not_found' ? t('welcome.used') : faultText(t, fault)}</Note>}
      {token && (
        <form className="door-form" onSubmit={(e) => void submit(e)}>
          <DoorField label={t('signIn.password')} help={t('setup.password.help')} name="password" type="password" autoComplete="new-password" autoFocus required minLength={10} />
          <button type="submit" className="door-button" disabled={busy}>
            {t(busy ? 'signIn.busy' : 'welcome.go')}
          </button>
        </form>
      )}
    </Door>
  );
}
