import { useEffect, type ReactNode } from 'react';
import { NavLink } from 'react-router';

export interface Tab {
  to: string;
  label: string;
  end?: boolean;
}

interface Props {
  title: string;
  /** Hint is the one line that says what to do here. */
  hint?: ReactNode;
  actions?: ReactNode;
  tabs?: Tab[];
  children: ReactNode;
}

/** Page gives every place the same head: what it is, what to do with it, one primary action. */
export function Page({ title, hint, actions, tabs, children }: Props) {
  useTitle(title);
  return (
    <div className="page">
      <div className="page-head">
        <div className="page-title">
          <h1>{title}</h1>
          {hint && <p>{hint}</p>}
        </div>
        {actions && <div className="page-actions">{actions}</div>}
      </div>
      {tabs && (
        <nav className="page-tabs" aria-label={title}>
          {tabs.map((t) => (
            <NavLink key={t.to} to={t.to} end={t.end}>
              {t.label}
            </NavLink>
          ))}
        </nav>
      )}
      {children}
    </div>
  );
}

/** useTitle names the page in the browser's tab and history. */
export function useTitle(title: string) {
  useEffect(() => {
    document.title = title ? `${title} · regulars` : 'regulars';
  }, [title]);
}
