import type { Fault } from '@/api/fault';
import { word, type Translate } from '@/i18n';

/** faultText says what happened in a sentence, without internal words. */
export function faultText(t: Translate, fault: Fault): string {
  const byReason = fault.reason && `fault.reason.${fault.reason}`;
  const general = word(t, `fault.${fault.code}`, t('fault.internal'), { seconds: fault.retryAfter || 30 });
  return byReason ? word(t, byReason, general) : general;
}
