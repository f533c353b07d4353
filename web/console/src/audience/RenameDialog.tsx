import { Button, Input, type InputRef } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { faultOf } from '@/api/fault';
import { Dialog } from '@/design/Dialog';
import { FaultNote } from '@/design/Notes';
import { toast } from '@/design/toast';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import { useRename, type Audience } from './api';

/** RenameDialog gives an audience another name; conditions that speak of it follow. */
export function RenameDialog({ audience: x, onClose }: { audience: Audience; onClose: () => void }) {
  const t = useT();
  const f = useFormat();
  const rename = useRename(x.id);
  const first = useRef<InputRef>(null);
  useEffect(() => first.current?.focus(), []);
  const [name, setName] = useState(x.name);
  const [description, setDescription] = useState(x.description);
  const taken = rename.isError && faultOf(rename.error).reason === 'taken';
  const send = () => rename.mutate({ name: name.trim(), description: description.trim() }, { onSuccess: () => (toast(t('audience.saved')), onClose()) });
  return (
    <Dialog
      title={t('audience.rename')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="primary" disabled={!name.trim()} loading={rename.isPending} onClick={send}>
            {t('action.save')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <label className="field">
          <span>{t('col.name')}</span>
          <Input value={name} maxLength={80} ref={first} status={taken ? 'error' : undefined} onChange={(e) => setName(e.target.value)} onPressEnter={send} />
          {taken && <span className="fault-line">{t('audience.taken')}</span>}
        </label>
        <label className="field">
          <span>{t('audience.description')}</span>
          <Input.TextArea rows={3} maxLength={600} value={description} onChange={(e) => setDescription(e.target.value)} />
        </label>
        {x.referredBy.length > 0 && <p className="muted">{t('audience.rename.follow', { names: f.enumerate(x.referredBy.map((n) => `“${n}”`)) })}</p>}
        {rename.isError && !taken && <FaultNote error={rename.error} kept={t('form.kept')} />}
      </div>
    </Dialog>
  );
}
