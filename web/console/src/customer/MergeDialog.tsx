import { Button, Input } from 'antd';
import { useDeferredValue, useState } from 'react';
import type { SearchHit } from '@/api/types';
import { Dialog } from '@/design/Dialog';
import { FaultNote, Note } from '@/design/Notes';
import { toast } from '@/design/toast';
import { useT } from '@/i18n';
import { useMerge, useSearch } from './api';

/** MergeDialog joins another customer into this one. It can be undone. */
export function MergeDialog({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const t = useT();
  const merge = useMerge(id);
  const [text, setText] = useState('');
  const [other, setOther] = useState<SearchHit>();
  const q = useDeferredValue(text.trim());
  const found = useSearch(q);
  const hits = q ? (found.data?.items ?? []).filter((h) => h.id !== id) : [];
  const go = () =>
    other &&
    merge.mutate(other.id, {
      onSuccess: () => {
        toast(t('merge.done'));
        onClose();
      },
    });
  return (
    <Dialog
      title={t('merge.title', { name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="primary" disabled={!other} loading={merge.isPending} onClick={go}>
            {t('merge.confirm')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <label className="field">
          <span>{t('merge.other')}</span>
          <Input value={text} onChange={(e) => setText(e.target.value)} placeholder={t('merge.type')} autoComplete="off" />
        </label>
        {hits.length > 0 && (
          <div className="picks" role="radiogroup" aria-label={t('merge.other')}>
            {hits.map((h) => (
              <label key={h.id} className="pick" data-on={other?.id === h.id || undefined}>
                <input type="radio" name="other" checked={other?.id === h.id} onChange={() => setOther(h)} />
                <span className="grow truncate">{h.title || t('customer.visitor')}</span>
                <span className="muted truncate">{h.subtitle}</span>
              </label>
            ))}
          </div>
        )}
        {q && found.isSuccess && hits.length === 0 && <p className="muted">{t('search.none')}</p>}
        <Note>{other ? t('merge.effect', { other: other.title || t('customer.visitor'), name }) : t('merge.text')}</Note>
        {merge.isError && <FaultNote error={merge.error} kept={t('merge.kept')} />}
      </div>
    </Dialog>
  );
}
