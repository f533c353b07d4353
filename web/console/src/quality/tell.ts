import { word, type Translate } from '@/i18n';
import type { QualityFault } from './api';

/** why says in words what is wrong, or why two customers may be one. */
export function why(t: Translate, q: Pick<QualityFault, 'reason' | 'reasons'>): string {
  const reasons = q.reasons?.length ? q.reasons : [q.reason];
  return reasons.map((r) => word(t, `quality.reason.${r}`, r)).join('; ');
}

/** sourceName names who told something: staff, a source, or nobody we know. */
export function sourceName(t: Translate, names: Map<string, string> | undefined, id: string): string {
  if (id === '') return t('quality.source.unknown');
  if (id === 'customer') return t('quality.source.staff');
  return names?.get(id) ?? (id.startsWith('import') ? t('quality.source.import') : id);
}

/** correctable are the kinds whose value is one text that staff can write anew. */
export const correctable = new Set(['email', 'phone', 'bounced', 'shared_email', 'shared_phone', 'birthday', 'country', 'currency', 'date', 'city', 'order']);

const fields: Record<string, string> = { email: 'email', bounced: 'email', shared_email: 'email', phone: 'phone', shared_phone: 'phone' };

/** traitOf gives the trait to write: that under which it was told, else the usual one. */
export const traitOf = (q: Pick<QualityFault, 'kind' | 'trait'>): string => q.trait || fields[q.kind] || q.kind;
