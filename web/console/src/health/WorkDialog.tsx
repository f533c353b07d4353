import { Button, Input } from 'antd';
import { useState } from 'react';
import { useSession } from '@/app/session';
import { Dialog } from '@/design/Dialog';
import { FaultNote } from '@/design/Notes';
import { toast } from '@/design/toast';
import { useFormat } from '@/format/useFormat';
import { useT, word } from '@/i18n';
import { useSetAlarm, type HealthAlarm } from './api';

/** WorkDialog takes an alarm on, or says what came of it. */
export function WorkDialog({ alarm: a, onClose }: { alarm: HealthAlarm; onClose: () => void }) {
  const t = useT();
  const f = useFormat();
  const set = useSetAlarm();
  const me = useSession().staff.id;
  const [note, setNote] = useState(a.note);
  const send = (state: HealthAlarm['state'], assignee: string, said: string) =>
    set.mutate({ id: a.id, state, assignee, note }, { onSuccess: () => (toast(said), onClose()) });
  return (
    <Dialog
      title={a.name || t('health.alarm.nameless', { n: a.customer })}
      onClose={onClose}
      footer={
        a.state === 'done' ? (
          <Button loading={set.isPending} onClick={() => send('open', a.assignee, t('health.alarm.reopened'))}>
            {t('health.alarm.reopen')}
          </Button>
        ) : (
          <>
            <Button loading={set.isPending} onClick={() => send('open', a.assignee === me ? '' : me, t('health.alarm.saved'))}>
              {t(a.assignee === me ? 'health.alarm.give' : 'health.alarm.take')}
            </Button>
            <Button type="primary" loading={set.isPending} onClick={() => send('done', a.assignee || me, t('health.alarm.doneSaid'))}>
              {t('health.alarm.done')}
            </Button>
          </>
        )
      }
    >
      <div className="stack">
        <p>
          {t('health.alarm.story', { month: f.month(`${a.month}-01`), totals: f.enumerate((a.totals ?? []).map(String)) })}{' '}
          {t('health.alarm.part', { part: word(t, `health.part.${a.part}`, a.part), from: a.partFrom, to: a.partTo })}
        </p>
        <p className="strong">{word(t, `health.action.${a.action}`, a.action)}</p>
        <label className="stack tight">
          <span>{t('health.alarm.note')}</span>
          <Input.TextArea rows={4} maxLength={600} value={note} onChange={(e) => setNote(e.target.value)} />
        </label>
        {set.isError && <FaultNote error={set.error} kept={t('form.kept')} />}
      </div>
    </Dialog>
  );
}
