import { Button, Input } from 'antd';
import { useEffect, useState } from 'react';
import { useCan } from '@/app/session';
import { Beside } from '@/design/Beside';
import { Bones } from '@/design/Bone';
import { Ask } from '@/design/Dialog';
import { FaultNote, Note } from '@/design/Notes';
import { toast } from '@/design/toast';
import { When } from '@/format/When';
import { useFormat } from '@/format/useFormat';
import { useT, word } from '@/i18n';
import { useDrop, useQuarantined, useReplay, type Held } from './api';

/** MendPanel shows one quarantined event and lets it be mended and sent again. */
export function MendPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useT();
  const held = useQuarantined(id);
  return (
    <Beside wide onClose={onClose} label={t('mend.title')} title={t('mend.title')}>
      {held.isPending && <Bones lines={10} gap={18} />}
      {held.isError && <FaultNote error={held.error} retry={() => void held.refetch()} />}
      {held.data && <Mend key={held.data.id} held={held.data} onDone={onClose} />}
    </Beside>
  );
}

function Mend({ held: q, onDone }: { held: Held; onDone: () => void }) {
  const t = useT();
  const f = useFormat();
  const [asking, setAsking] = useState(false);
  const replay = useReplay();
  const drop = useDrop();
  const may = useCan('quarantine:write');
  const original = q.event === undefined ? (q.raw ?? '') : JSON.stringify(q.event, null, 2);
  const [text, setText] = useState(original);
  const [fault, setFault] = useState('');
  useEffect(() => setFault(''), [text]);
  const send = () => {
    let event: unknown;
    try {
      event = JSON.parse(text);
    } catch {
      setFault(t('mend.notJSON'));
      return;
    }
    replay.mutate(
      { id: q.id, event: text === original ? undefined : event },
      {
        onSuccess: () => {
          toast(t('mend.done'));
          onDone();
        },
      },
    );
  };
  const help = word(t, `quarantine.help.${q.reason}`, t('quarantine.help.general'));
  return (
    <div className="stack">
      <Note tone="attention" title={word(t, `quarantine.reason.${q.reason}`, q.reason)}>
        {q.field && (
          <p>
            {t('mend.field')} <code>{q.field}</code>
          </p>
        )}
        <p>{help}</p>
      </Note>
      <dl className="facts">
        <dt>{t('col.source')}</dt>
        <dd>{q.source.name}</dd>
        <dt>{t('col.received')}</dt>
        <dd>
          <When at={q.receivedAt} />
        </dd>
        <dt>{t('col.size')}</dt>
        <dd>{f.bytes(q.bytes)}</dd>
      </dl>
      <label className="field">
        <span>{t('mend.event')}</span>
        <Input.TextArea className="mono" value={text} onChange={(e) => setText(e.target.value)} autoSize={{ minRows: 12, maxRows: 24 }} readOnly={!may} spellCheck={false} />
      </label>
      {fault && <Note tone="harm">{fault}</Note>}
      {replay.isError && <FaultNote error={replay.error} kept={t('mend.kept')} />}
      {may && (
        <div className="row apart">
          <Button danger type="text" onClick={() => setAsking(true)}>
            {t('mend.drop')}
          </Button>
          <Button type="primary" loading={replay.isPending} onClick={send}>
            {t(text === original ? 'mend.replay' : 'mend.mendReplay')}
          </Button>
        </div>
      )}
      {asking && (
        <Ask
          title={t('mend.drop.title')}
          text={t('mend.drop.text')}
          act={t('mend.drop')}
          danger
          busy={drop.isPending}
          fault={drop.isError && <FaultNote error={drop.error} />}
          onAct={() => drop.mutate(q.id, { onSuccess: onDone })}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}
