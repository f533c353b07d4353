import { Button } from 'antd';
import { useState } from 'react';
import type { Merge } from '@/api/types';
import { useCan } from '@/app/session';
import { Ask } from '@/design/Dialog';
import { FaultNote } from '@/design/Notes';
import { Panel } from '@/design/Panel';
import { toast } from '@/design/toast';
import { When } from '@/format/When';
import { useT, word } from '@/i18n';
import { useMerges, useUndoMerge } from './api';
import { nameOf } from './columns';

/** MergeList shows who was merged into this customer, why, and lets it be undone. */
export function MergeList({ id }: { id: string }) {
  const t = useT();
  const merges = useMerges(id);
  const undo = useUndoMerge();
  const may = useCan('customers:merge');
  const [asked, setAsked] = useState<Merge>();
  const items = merges.data?.items ?? [];
  if (!items.length) return null;
  const go = (m: Merge) =>
    undo.mutate(m.id, {
      onSuccess: () => {
        toast(t('merge.undone'));
        setAsked(undefined);
      },
    });
  return (
    <Panel title={t('merge.list')}>
      <ul className="stack tight">
        {items.map((m) => (
          <li key={m.id} className="row apart">
            <div>
              <p>{t('merge.line', { name: nameOf(t, m.from) })}</p>
              <p className="muted">
                {word(t, `merge.cause.${m.cause}`, m.cause)} · <When at={m.at} />
              </p>
            </div>
            {may && m.undoable && (
              <Button size="small" onClick={() => setAsked(m)}>
                {t('merge.undo')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {asked && (
        <Ask
          title={t('merge.undo.title')}
          text={t('merge.undo.text', { name: nameOf(t, asked.from) })}
          act={t('merge.undo')}
          busy={undo.isPending}
          fault={undo.isError && <FaultNote error={undo.error} kept={t('merge.kept')} />}
          onAct={() => go(asked)}
          onClose={() => setAsked(undefined)}
        />
      )}
    </Panel>
  );
}
