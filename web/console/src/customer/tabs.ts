import type { Tab } from '@/design/Page';
import { useT } from '@/i18n';

/** useCustomerTabs gives the tabs of Customers. */
export function useCustomerTabs(): Tab[] {
  const t = useT();
  return [
    { to: '/customers', label: t('customers.tab'), end: true },
    { to: '/customers/health', label: t('health.page') },
    { to: '/customers/ladder', label: t('ladder.page') },
    { to: '/customers/tags', label: t('tags.tab') },
    { to: '/customers/duplicates', label: t('duplicates.page') },
    { to: '/customers/shared', label: t('shared.title') },
  ];
}
