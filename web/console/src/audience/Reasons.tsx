import { Check, X } from 'lucide-react';
import { useT } from '@/i18n';
import type { AudienceReason } from './api';

/** Reasons says of each condition whether it holds and what was found. */
export function Reasons({ reasons }: { reasons: AudienceReason[] }) {
  const t = useT();
  return (
    <ul className="reasons">
      {reasons.map((r) => (
        <li key={r.path}>
          {r.holds ? <Check size={14} aria-hidden className="reason-holds" /> : <X size={14} aria-hidden className="faint" />}
          <span>
            <span className="visually-hidden">{t(r.holds ? 'estimate.holds' : 'estimate.holdsNot')} </span>
            {r.condition}
            {r.found && <span className="muted"> · {t('estimate.found', { found: r.found })}</span>}
          </span>
        </li>
      ))}
      {!reasons.length && <li className="muted">{t('cond.everybody')}</li>}
    </ul>
  );
}
