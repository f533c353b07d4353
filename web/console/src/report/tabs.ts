import type { Tab } from '@/design/Page';
import { useT } from '@/i18n';

/** useTodayTabs gives the two tabs of Today. */
export function useTodayTabs(): Tab[] {
  const t = useT();
  return [
    { to: '/today', label: t('today.tab'), end: true },
    { to: '/today/overview', label: t('overview.title') },
  ];
}
