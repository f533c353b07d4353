import type { Tab } from '@/design/Page';
import { useT } from '@/i18n';

/** useTodayTabs gives the tabs of Today. */
export function useTodayTabs(): Tab[] {
  const t = useT();
  return [
    { to: '/today', label: t('today.tab'), end: true },
    { to: '/today/overview', label: t('overview.title') },
    { to: '/today/late', label: t('late.title') },
    { to: '/today/behaviour', label: t('behaviour.title') },
    { to: '/today/touchpoints', label: t('touchpoint.title') },
  ];
}
