import { useSession } from '@/app/session';
import type { Tab } from '@/design/Page';
import { useT } from '@/i18n';

/** useSettingsTabs gives the tabs of Settings that the signed-in person may open. */
export function useSettingsTabs(): Tab[] {
  const t = useT();
  const { permissions } = useSession().staff;
  const tabs: (Tab & { needs?: string })[] = [
    { to: '/settings/workspace', label: t('workspace.title') },
    { to: '/settings/staff', label: t('staff.title'), needs: 'staff:read' },
    { to: '/settings/api-keys', label: t('keys.title'), needs: 'keys:read' },
    { to: '/settings/tiers', label: t('tiers.title'), needs: 'models:read' },
    { to: '/settings/health', label: t('health.rules'), needs: 'models:read' },
    { to: '/settings/record', label: t('record.title'), needs: 'audit:read' },
    { to: '/settings/appearance', label: t('appearance.title') },
    { to: '/settings/account', label: t('account.title') },
  ];
  return tabs.filter((tab) => !tab.needs || permissions.includes(tab.needs));
}
