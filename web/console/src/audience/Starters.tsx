import { Link } from 'react-router';
import { useT } from '@/i18n';
import { starters } from './starters';

/** Starters are the usual questions, each one click away from being an audience. */
export function Starters() {
  const t = useT();
  return (
    <ul className="starters">
      {starters.map((s) => (
        <li key={s.name}>
          <Link className="starter" to={`/audiences/new?${new URLSearchParams({ name: t(s.name), text: s.text }).toString()}`}>
            <span className="strong">{t(s.name)}</span>
            <span className="muted small">{t(s.says)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
