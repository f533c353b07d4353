import { Button, Input } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { Dialog } from '@/design/Dialog';
import { FaultNote, Note } from '@/design/Notes';
import { toast } from '@/design/toast';
import { useT } from '@/i18n';
import { useErase } from './api';

/** EraseDialog erases a person for good. It asks for the name, because nothing brings them back. */
export function EraseDialog({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const erase = useErase(id);
  const [typed, setTyped] = useState('');
  const go = () =>
    erase.mutate(undefined, {
      onSuccess: () => {
        toast(t('erase.done'));
        void navigate('/customers', { replace: true });
      },
    });
  return (
    <Dialog
      title={t('erase.title', { name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="primary" danger disabled={typed.trim() !== name} loading={erase.isPending} onClick={go}>
            {t('erase.confirm')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <Note tone="attention">{t('erase.text')}</Note>
        <label className="field">
          <span>{t('erase.type', { name })}</span>
          <Input value={typed} onChange={(e) => setTyped(e.target.value)} autoComplete="off" />
        </label>
        {erase.isError && <FaultNote error={erase.error} kept={t('erase.kept')} />}
      </div>
    </Dialog>
  );
}
