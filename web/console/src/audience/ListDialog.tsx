import { Button, Input, type InputRef } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { Dialog } from '@/design/Dialog';
import { FaultNote } from '@/design/Notes';
import { toast } from '@/design/toast';
import { useT } from '@/i18n';
import { useSaveList, type ManualList } from './api';

/** ListDialog makes a list kept by hand, or renames one. */
export function ListDialog({ list, onDone, onClose }: { list?: ManualList; onDone?: (id: string) => void; onClose: () => void }) {
  const t = useT();
  const save = useSaveList(list?.id ?? '');
  const first = useRef<InputRef>(null);
  useEffect(() => first.current?.focus(), []);
  const [name, setName] = useState(list?.name ?? '');
  const [description, setDescription] = useState(list?.description ?? '');
  const send = () =>
    save.mutate(
      { name: name.trim(), description: description.trim() },
      {
        onSuccess: (saved) => {
          toast(t('list.saved'));
          onClose();
          onDone?.(saved.id);
        },
      },
    );
  return (
    <Dialog
      title={t(list ? 'list.rename' : 'list.new')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="primary" disabled={!name.trim()} loading={save.isPending} onClick={send}>
            {t('action.save')}
          </Button>
        </>
      }
    >
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          if (name.trim()) send();
        }}
      >
        {!list && <p className="muted">{t('list.new.hint')}</p>}
        <label className="field">
          <span>{t('col.name')}</span>
          <Input value={name} maxLength={80} ref={first} onChange={(e) => setName(e.target.value)} />
        </label>
        <label className="field">
          <span>{t('audience.description')}</span>
          <Input value={description} maxLength={600} onChange={(e) => setDescription(e.target.value)} />
        </label>
        <button type="submit" hidden />
        {save.isError && <FaultNote error={save.error} kept={t('form.kept')} />}
      </form>
    </Dialog>
  );
}
