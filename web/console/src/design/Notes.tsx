import { Button } from 'antd';
import type { ReactNode } from 'react';
import { faultOf } from '@/api/fault';
import { useT, word } from '@/i18n';
import { faultText } from './faultText';
import { Mark } from './Mark';
import { Note } from './Note';

export { Note };

/** Empty teaches: what will be here, one example, one button. */
export function Empty({ title, children, example, action, art }: { title: string; children?: ReactNode; example?: ReactNode; action?: ReactNode; art?: ReactNode }) {
  const t = useT();
  return (
    <div className="empty">
      <div className="art">{art ?? <Mark size={40} />}</div>
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {example && (
        <div className="example" tabIndex={0} role="group" aria-label={t('word.example')}>
          {example}
        </div>
      )}
      {action}
    </div>
  );
}

/** FaultNote says what happened, what was kept, and what to do next. */
export function FaultNote({ error, kept, retry }: { error: unknown; kept?: string; retry?: () => void }) {
  const t = useT();
  const fault = faultOf(error);
  return (
    <Note
      tone="harm"
      title={faultText(t, fault)}
      action={retry && <Button onClick={retry}>{t('action.retry')}</Button>}
    >
      {fault.fields.length > 0 && (
        <ul>
          {fault.fields.map((f) => (
            <li key={f.field + f.message}>
              {f.field && <span className="strong">{f.field} </span>}
              {word(t, `fault.reason.${f.reason}`, f.message)}
            </li>
          ))}
        </ul>
      )}
      {kept ?? t(fault.status === 0 ? 'fault.kept.offline' : 'fault.kept.read')}
      {fault.status >= 500 && fault.requestId && <p className="small mono">{t('fault.id', { id: fault.requestId })}</p>}
    </Note>
  );
}
