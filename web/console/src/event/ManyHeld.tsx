import { Button } from 'antd';
import { RotateCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Ask } from '@/design/Dialog';
import { FaultNote } from '@/design/Notes';
import { toast } from '@/design/toast';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import { useDropMany, useReplayMany, type Many } from './api';

interface Props {
  many: Many;
  count: number;
  small?: boolean;
  onDone: () => void;
}

/** ManyHeld replays many held events, or throws them away, after saying how many. */
export function ManyHeld({ many, count, small, onDone }: Props) {
  const t = useT();
  const f = useFormat();
  const replay = useReplayMany();
  const drop = useDropMany();
  const [asking, setAsking] = useState<'replay' | 'drop' | ''>('');
  const done = (text: string) => {
    setAsking('');
    onDone();
    toast(text);
  };
  const n = f.number(count);
  const size = small ? 'small' : undefined;
  return (
    <>
      <Button size={size} icon={<RotateCw size={15} aria-hidden />} disabled={count === 0} onClick={() => setAsking('replay')}>
        {t('quarantine.replayAll')}
      </Button>
      <Button size={size} danger={small} icon={<Trash2 size={15} aria-hidden />} disabled={count === 0} onClick={() => setAsking('drop')}>
        {t('quarantine.dropAll')}
      </Button>
      {asking === 'replay' && (
        <Ask
          title={t('quarantine.replayAll.title', { count, n })}
          text={t('quarantine.replayAll.text')}
          act={t('quarantine.replayAll')}
          busy={replay.isPending}
          fault={replay.isError && <FaultNote error={replay.error} />}
          onAct={() => replay.mutate(many, { onSuccess: (r) => done(t('quarantine.replayed', { taken: f.number(r.replayed), refused: f.number(r.refused) })) })}
          onClose={() => setAsking('')}
        />
      )}
      {asking === 'drop' && (
        <Ask
          title={t('quarantine.dropAll.title', { count, n })}
          text={t('quarantine.dropAll.text')}
          act={t('quarantine.dropAll')}
          danger
          busy={drop.isPending}
          fault={drop.isError && <FaultNote error={drop.error} />}
          onAct={() => drop.mutate(many, { onSuccess: (r) => done(t('quarantine.dropped', { count: r.dropped, n: f.number(r.dropped) })) })}
          onClose={() => setAsking('')}
        />
      )}
    </>
  );
}
