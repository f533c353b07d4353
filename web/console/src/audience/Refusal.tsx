import { faultOf } from '@/api/fault';
import { FaultNote, Note } from '@/design/Notes';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';

/** Refusal names the audiences that stand in the way of a change, which the server names in its words. */
export function Refusal({ error, what }: { error: unknown; what: 'audience' | 'list' }) {
  const t = useT();
  const f = useFormat();
  const fault = faultOf(error);
  const names = [...fault.message.matchAll(/“([^”]*)”/g)].map((m) => `“${m[1]!}”`);
  if (!names.length) return <FaultNote error={error} kept={t('form.kept')} />;
  const circle = fault.reason === 'circle';
  return (
    <Note tone="harm" title={t(circle ? 'audience.circle' : what === 'list' ? 'list.referenced' : 'audience.referenced')}>
      {circle ? names.join(' → ') : f.enumerate(names)}
      <p className="muted">{t(circle ? 'audience.circle.next' : 'audience.referenced.next')}</p>
    </Note>
  );
}
