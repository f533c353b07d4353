import { Bones } from '@/design/Bone';
import { FaultNote } from '@/design/Notes';
import { useT } from '@/i18n';
import type { useWorth } from './api';
import { Worth } from './Worth';

/** WorthOf waits for the scores, or says that there are none. */
export function WorthOf({ worth, scored }: { worth: ReturnType<typeof useWorth>; scored: boolean }) {
  const t = useT();
  if (scored && worth.isPending) return <Bones lines={6} gap={16} />;
  if (worth.isError) return <FaultNote error={worth.error} retry={() => void worth.refetch()} />;
  return worth.data ? <Worth worth={worth.data} /> : <p className="muted">{t('worth.unknown')}</p>;
}
