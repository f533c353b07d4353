import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { Tag } from '@/design/Badge';
import { FaultNote } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { Table, type Column } from '@/design/Table';
import { When } from '@/format/When';
import type { Format } from '@/format/format';
import { useFormat } from '@/format/useFormat';
import { useT, word, type Translate } from '@/i18n';

import { useActions, type Action } from './api';
import { useSettingsTabs } from './tabs';

/** RecordPage shows what staff and programs did. Lines are added and never changed. */
export function RecordPage() {
  const t = useT();
  const f = useFormat();
  const [cursors, setCursors] = useState(['']);
  const actions = useActions(cursors.at(-1) ?? '');
  const columns: Column<Action>[] = [
    { id: 'what', title: t('record.what'), cell: (a) => <What action={a} /> },
    { id: 'detail', title: t('record.detail'), cell: (a) => <span className="muted">{details(t, f, a).join(' · ')}</span> },
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
                <p>
                  <What action={a} />
                </p>
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

/** What says what was done; a deed on a customer leads there. */
function What({ action: a }: { action: Action }) {
  const t = useT();
  const words = word(t, `did.${a.what}`, a.what);
  return a.targetKind === 'customer' && a.targetId && a.what !== 'customer.erased' ? (
    <Link className="strong" to={`/customers/${a.targetId}`}>
      {words}
    </Link>
  ) : (
    <span className="strong">{words}</span>
  );
}

/** details says the rest in words where there are any. */
function details(t: Translate, f: Format, a: Action): string[] {
  return Object.entries(a.detail ?? {}).flatMap(([name, value]) => {
    switch (name) {
      case 'count':
        return t('did.count', { count: Number(value), n: f.number(Number(value)) });
      case 'mended':
        return value === 'true' ? t('did.mended') : [];
      case 'role':
        return word(t, `role.${value}`, value);
      case 'kind':
        return word(t, `source.kind.${value}`, word(t, `identity.${value}`, value));
      case 'reason':
        return word(t, `quarantine.reason.${value}`, value);
      case 'with':
      case 'from':
        return a.targetKind === 'customer' ? `#${value}` : value;
      case 'source':
        return [];
      default:
        return value;
    }
  });
}
