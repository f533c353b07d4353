import { useSession } from '@/app/session';
import type { Tab } from '@/design/Page';
import { useT } from '@/i18n';

/** useDataTabs gives the tabs of Data that the signed-in person may open. */
export function useDataTabs(): Tab[] {
  const t = useT();
  const { permissions } = useSession().staff;
  const tabs: (Tab & { needs: string })[] = [
    { to: '/data/sources', label: t('sources.title'), needs: 'sources:read' },
    { to: '/data/quarantine', label: t('quarantine.title'), needs: 'quarantine:read' },
    { to: '/data/imports', label: t('imports.title'), needs: 'imports:read' },
    { to: '/data/quality', label: t('quality.title'), needs: 'customers:read' },
    { to: '/data/models', label: t('models.title'), needs: 'models:read' },
    { to: '/data/status', label: t('status.title'), needs: 'status:read' },
  ];
  return tabs.filter((tab) => permissions.includes(tab.needs));
}
