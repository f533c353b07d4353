import { Button } from 'antd';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { useCan } from '@/app/session';
import { Ask } from '@/design/Dialog';
import { Empty, FaultNote } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { Table, type Column } from '@/design/Table';
import { Day, When } from '@/format/When';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import { useKeys, useRevokeKey, type ApiKey } from './api';
import { KeyDialog } from './KeyDialog';
import { useSettingsTabs } from './tabs';

/** KeysPage lists the API keys of programs and revokes them. */
export function KeysPage() {
  const t = useT();
  const f = useFormat();
  const keys = useKeys();
  const may = useCan('keys:write');
  const [making, setMaking] = useState(false);
  const add = may && (
    <Button type="primary" icon={<KeyRound size={15} aria-hidden />} onClick={() => setMaking(true)}>
      {t('keys.make')}
    </Button>
  );
  const columns: Column<ApiKey>[] = [
    { id: 'name', title: t('col.name'), cell: (k) => <span className="strong">{k.name}</span> },
    { id: 'prefix', title: t('keys.key'), cell: (k) => (k.prefix ? <code>{k.prefix}…</code> : null) },
    { id: 'scopes', title: t('keys.scopes'), cell: (k) => <Scopes of={k} /> },
    { id: 'created', title: t('col.created'), numeric: true, cell: (k) => <Day at={k.createdAt} /> },
    { id: 'used', title: t('keys.lastUsed'), numeric: true, cell: (k) => <When at={k.usedAt} /> },
    { id: 'actions', title: t('table.actions'), quiet: true, numeric: true, cell: (k) => <Revoke of={k} /> },
  ];
  const items = keys.data?.items ?? [];
  return (
    <Page
      title={t('keys.title')}
      hint={
        <>
          {t('keys.hint')} <a href="/api/docs">{t('keys.docs')}</a>
        </>
      }
      tabs={useSettingsTabs()}
      actions={add}
    >
      {keys.isError && <FaultNote error={keys.error} retry={() => void keys.refetch()} />}
      {!keys.isError && (
        <Panel flush>
          {keys.isSuccess && !items.length ? (
            <Empty title={t('keys.none.title')} action={add} example={<pre>curl -H 'Authorization: Bearer …' {window.location.origin}/api/v1/customers</pre>}>
              {t('keys.none.text')}
            </Empty>
          ) : (
            <Table
              label={t('keys.title')}
              columns={columns.filter((c) => c.id !== 'actions' || may)}
              rows={items}
              loading={keys.isPending}
              skeleton={3}
              rowKey={(k) => k.id}
              card={(k) => (
                <div className="stack tight">
                  <div className="row apart">
                    <span className="strong">{k.name}</span>
                    {may && <Revoke of={k} />}
                  </div>
                  <span className="muted">{t('keys.made', { day: f.day(k.createdAt) })}</span>
                </div>
              )}
            />
          )}
        </Panel>
      )}
      {making && <KeyDialog onClose={() => setMaking(false)} />}
    </Page>
  );
}

function Scopes({ of: k }: { of: ApiKey }) {
  const t = useT();
  const f = useFormat();
  const scopes = k.permissions ?? [];
  return <span title={scopes.join(', ')}>{t('keys.scopeCount', { count: scopes.length, n: f.number(scopes.length) })}</span>;
}

function Revoke({ of: k }: { of: ApiKey }) {
  const t = useT();
  const revoke = useRevokeKey();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button size="small" type="text" danger onClick={() => setAsking(true)} aria-label={t('keys.revoke.of', { name: k.name })}>
        {t('keys.revoke')}
      </Button>
      {asking && (
        <Ask
          title={t('keys.revoke.title', { name: k.name })}
          text={t('keys.revoke.text')}
          act={t('keys.revoke')}
          danger
          busy={revoke.isPending}
          fault={revoke.isError && <FaultNote error={revoke.error} />}
          onAct={() => revoke.mutate(k.id, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
