import type { Reason } from '@/api/types';
import { sentence } from '@/format/sentence';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';

/** Why lists the reasons of a score as sentences. A reason that we have no words for is left out. */
export function Why({ reasons }: { reasons?: Reason[] | null }) {
  const t = useT();
  const f = useFormat();
  const said = (reasons ?? []).map((r) => sentence(t, f, 'why', r.code, r.params)).filter((s) => s !== undefined);
  if (!said.length) return null;
  return (
    <ul className="why">
      {[...new Set(said)].map((s) => (
        <li key={s}>{s}</li>
      ))}
    </ul>
  );
}
