import { Button } from 'antd';
import { useState } from 'react';
import { Tag } from '@/design/Badge';
import { FaultNote } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { Table, type Column } from '@/design/Table';
import { When } from '@/format/When';
import { useT, word } from '@/i18n';
import { useActions, type Action } from './api';
import { useSettingsTabs } from './tabs';

/** RecordPage shows what staff and programs did. Lines are added and never changed. */
export function RecordPage() {
  const t = useT();
  const [cursors, setCursors] = useState(['']);
  const actions = useActions(cursors.at(-1) ?? '');
  const columns: Column<Action>[] = [
    { id: 'what', title: t('record.what'), cell: (a) => <span className="strong">{word(t, `did.${a.what}`, a.what)}</span> },
    { id: 'detail', title: t('record.detail'), cell: (a) => <span className="muted">{Object.values(a.detail ?? {}).join(' · ')}</span> },
    {
      id: 'who', title: t('record.who'),
      cell: (a) => (
        <span className="row tight">
          {a.actorName || t(`actor.${a.actorKind}`)}
          {a.actorKind !== 'staff' && <Tag>{t(`actor.${a.actorKind}`)}</Tag>}
        </span>
      ),
    },
    { id: 'at', title: t('col.when'), numeric: true, cell: (a) => <When at={a.at} /> },
  ];
  return (
    <Page title={t('record.title')} hint={t('record.hint')} tabs={useSettingsTabs()}>
      {actions.isError && <FaultNote error={actions.error} retry={() => void actions.refetch()} />}
      {!actions.isError && (
        <Panel flush>
          <Table
            label={t('record.title')}
            columns={columns}
            rows={actions.data?.items ?? []}
            loading={actions.isPending}
            rowKey={(a) => a.id}
            card={(a) => (
              <div>
                <p className="strong">{word(t, `did.${a.what}`, a.what)}</p>
                <p className="muted">
                  {a.actorName || t(`actor.${a.actorKind}`)} · <When at={a.at} />
                </p>
              </div>
            )}
          />
          {(cursors.length > 1 || actions.data?.nextCursor) && (
            <div className="row more">
              <Button disabled={cursors.length === 1} onClick={() => setCursors(cursors.slice(0, -1))}>
                {t('record.newer')}
              </Button>
              <Button disabled={!actions.data?.nextCursor} onClick={() => setCursors([...cursors, actions.data?.nextCursor ?? ''])}>
                {t('record.older')}
              </Button>
            </div>
          )}
        </Panel>
      )}
    </Page>
  );
}
