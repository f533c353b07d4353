import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Navigate, NavLink, Outlet, useLocation, useNavigate, useNavigation } from 'react-router';
import { onSignedOut } from '@/api/client';
import { FaultNote, Note } from '@/design/Notes';
import { Mark } from '@/design/Mark';
import { Toasts } from '@/design/toast';
import { Zone } from '@/format/useFormat';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import { Bell } from '@/job/Bell';
import { Splash } from './Fallbacks';
import { places } from './places';
import { Search, SearchButton } from './Search';
import { SessionContext, useSession, useSessionQuery } from './session';
import { KeyHelp, useShortcuts } from './shortcuts';
import { StaffMenu } from './StaffMenu';
import './shell.css';

/** Shell lets in who is signed in and lays out navigation, search, bell and page. */
export function Shell() {
  const session = useSessionQuery();
  const location = useLocation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  useEffect(() => {
    onSignedOut(() => {
      queries.clear();
      void navigate('/sign-in', { replace: true, state: { ended: true } });
    });
  }, [navigate, queries]);
  if (session.isPending) return <Splash />;
  if (session.isError) {
    return (
      <main className="page">
        <FaultNote error={session.error} retry={() => void session.refetch()} />
      </main>
    );
  }
  const { staff, workspace, csrfToken, setupNeeded } = session.data;
  if (!staff || !workspace) {
    const next = location.pathname === '/' || setupNeeded ? '' : `?next=${encodeURIComponent(location.pathname + location.search)}`;
    return <Navigate to={`/sign-in${next}`} replace state={location.state} />;
  }
  return (
    <SessionContext value={{ staff, workspace, csrfToken: csrfToken ?? '' }}>
      <Zone value={workspace.timeZone}>
        <Frame />
      </Zone>
    </SessionContext>
  );
}

function Frame() {
  const t = useT();
  const { workspace } = useSession();
  const [searching, setSearching] = useState(false);
  const [help, setHelp] = useState(false);
  const moving = useNavigation().state === 'loading';
  useShortcuts({ search: () => setSearching(true), help: () => setHelp(true) });
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t('shell.skip')}
      </a>
      <header className="side">
        <NavLink to="/today" className="brand" aria-label={t('shell.home', { name: workspace.name })}>
          <Mark />
          <span className="brand-name truncate">{workspace.name}</span>
        </NavLink>
        <SearchButton onClick={() => setSearching(true)} />
        <nav aria-label={t('shell.places')}>
          {places.map(({ to, label, icon: Icon }) => (
            <NavLink key={to} to={to} className="place" title={t(label)}>
              <Icon size={18} aria-hidden />
              <span>{t(label)}</span>
            </NavLink>
          ))}
        </nav>
        <div className="side-foot">
          <Bell />
          <StaffMenu onKeys={() => setHelp(true)} />
        </div>
      </header>
      {moving && <div className="moving" role="progressbar" aria-label={t('shell.loading')} />}
      <main id="main" tabIndex={-1}>
        <AsOf />
        <Outlet />
      </main>
      <Search open={searching} onClose={() => setSearching(false)} />
      {help && <KeyHelp onClose={() => setHelp(false)} />}
      <Toasts />
    </div>
  );
}

/** AsOf says when scores stand at a moment in the past, as for an imported history. */
function AsOf() {
  const t = useT();
  const f = useFormat();
  const { workspace } = useSession();
  if (!workspace.historical || !workspace.asOf) return null;
  return (
    <div className="as-of">
      <Note title={t('shell.historical.title', { day: f.day(workspace.asOf) })}>
        <span className="muted">{t('shell.historical.text')}</span>
      </Note>
    </div>
  );
}
