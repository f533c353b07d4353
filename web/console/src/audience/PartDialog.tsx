import { useNavigate } from 'react-router';
import { Ask } from '@/design/Dialog';
import { toast } from '@/design/toast';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import { useArchive, useRemove, type Audience } from './api';
import { Refusal } from './Refusal';

/** PartDialog asks before an audience is put away or removed; what stands in the way is named. */
export function PartDialog({ audience: x, act, onClose }: { audience: Audience; act: 'archive' | 'remove'; onClose: () => void }) {
  const t = useT();
  const f = useFormat();
  const navigate = useNavigate();
  const archive = useArchive(x.id);
  const remove = useRemove(x.id);
  if (act === 'archive') {
    return (
      <Ask
        title={t('audience.archive.title', { name: x.name })}
        text={t('audience.archive.text')}
        act={t('audience.archive')}
        busy={archive.isPending}
        fault={archive.isError && <Refusal error={archive.error} what="audience" />}
        onAct={() => archive.mutate(true, { onSuccess: () => (onClose(), toast(t('audience.archived'))) })}
        onClose={onClose}
      />
    );
  }
  return (
    <Ask
      title={t('audience.remove.title', { name: x.name })}
      text={t('audience.remove.text', { count: x.size, n: f.number(x.size) })}
      act={t('audience.remove')}
      danger
      busy={remove.isPending}
      fault={remove.isError && <Refusal error={remove.error} what="audience" />}
      onAct={() => remove.mutate(undefined, { onSuccess: () => (toast(t('audience.removed')), void navigate('/audiences')) })}
      onClose={onClose}
    />
  );
}
