import { Link, useRouteError } from 'react-router';
import { Mark } from '@/design/Mark';
import { useTitle } from '@/design/Page';
import { useT } from '@/i18n';

/** Splash stands for a moment while the first page is loaded. */
export function Splash() {
  return (
    <div className="splash">
      <Mark size={40} />
    </div>
  );
}

/** NotFound says that an address leads nowhere, and where to go. */
export function NotFound() {
  const t = useT();
  useTitle(t('notFound.title'));
  return (
    <div className="page">
      <div className="empty">
        <Mark size={40} />
        <h1>{t('notFound.title')}</h1>
        <p>{t('notFound.text')}</p>
        <Link to="/today">{t('notFound.home')}</Link>
      </div>
    </div>
  );
}

/** Crash stands in for a page that failed: usually a console older than its server. */
export function Crash() {
  const t = useT();
  const error = useRouteError();
  return (
    <main className="page">
      <div className="empty" role="alert">
        <Mark size={40} />
        <h1>{t('crash.title')}</h1>
        <p>{t('crash.text')}</p>
        <button type="button" className="link-button" onClick={() => window.location.reload()}>
          {t('crash.reload')}
        </button>
        {error instanceof Error && <p className="mono faint">{error.message}</p>}
      </div>
    </main>
  );
}
