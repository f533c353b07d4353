import { Button } from 'antd';
import { useCan } from '@/app/session';
import { Bones } from '@/design/Bone';
import { FaultNote } from '@/design/Notes';
import { Panel } from '@/design/Panel';
import { toast } from '@/design/toast';
import { When } from '@/format/When';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import { useBackUp, useBackups } from './api';

/** Backups lists what can be restored, and writes another one. */
export function Backups() {
  const t = useT();
  const f = useFormat();
  const may = useCan('jobs:read');
  const start = useCan('jobs:write');
  const backups = useBackups(may);
  const back = useBackUp();
  const items = backups.data?.items ?? [];
  if (!may) return null;
  return (
    <Panel
      title={t('backups.title')}
      hint={t('backups.hint')}
      extra={
        start && (
          <Button size="small" loading={back.isPending} onClick={() => back.mutate(undefined, { onSuccess: () => toast(t('backups.started')) })}>
            {t('backups.now')}
          </Button>
        )
      }
    >
      {back.isError && <FaultNote error={back.error} />}
      {backups.isPending && <Bones lines={2} />}
      {backups.isSuccess && !items.length && <p className="muted">{t('backups.none')}</p>}
      <ul className="stack tight">
        {items.slice(0, 5).map((b) => (
          <li key={b.name} className="row apart">
            <span className="mono">{b.name}</span>
            <span className="muted">
              {f.bytes(b.bytes)} · <When at={b.at} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
