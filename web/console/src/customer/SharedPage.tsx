import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { useCan } from '@/app/session';
import { Tag } from '@/design/Badge';
import { Ask } from '@/design/Dialog';
import { Empty, FaultNote } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { Table, type Column } from '@/design/Table';
import { toast } from '@/design/toast';
import { useT, word } from '@/i18n';
import { useAllow, useShared, type SharedIdentity } from './api';
import { nameOf } from './columns';
import { useCustomerTabs } from './tabs';
import './customer.css';

/** SharedPage lists identities that so many used that they identify nobody, and gives one its meaning back. */
export function SharedPage() {
  const t = useT();
  const found = useShared();
  const allow = useAllow();
  const may = useCan('customers:merge');
  const [asked, setAsked] = useState<SharedIdentity>();
  const rows = found.data?.items;
  const standing = (s: SharedIdentity) => <Tag tone={s.standing === 'blocked' ? 'attention' : 'good'}>{t(`shared.${s.standing}`)}</Tag>;
  const act = (s: SharedIdentity) =>
    may &&
    s.standing === 'blocked' && (
      <Button size="small" onClick={() => setAsked(s)}>
        {t('shared.allow')}
      </Button>
    );
  const who = (s: SharedIdentity) => <Link to={`/customers/${s.customer.id}`}>{nameOf(t, s.customer)}</Link>;
  const columns: Column<SharedIdentity>[] = [
    { id: 'kind', title: t('col.kind'), cell: (s) => word(t, `identity.${s.kind}`, s.kind) },
    { id: 'value', title: t('shared.value'), cell: (s) => <span className="mono strong">{s.value}</span> },
    { id: 'customer', title: t('shared.first'), cell: who },
    { id: 'standing', title: t('col.state'), cell: standing },
    { id: 'act', title: t('table.actions'), quiet: true, numeric: true, cell: act },
  ];
  const go = (s: SharedIdentity) =>
    allow.mutate(s, {
      onSuccess: () => {
        toast(t('shared.allowed.done'));
        setAsked(undefined);
      },
    });
  return (
    <Page title={t('shared.title')} hint={t('shared.hint')} tabs={useCustomerTabs()}>
      {found.isError && <FaultNote error={found.error} retry={() => void found.refetch()} />}
      {!found.isError && (
        <Panel flush>
          {rows?.length === 0 ? (
            <Empty title={t('shared.none.title')}>{t('shared.none.text')}</Empty>
          ) : (
            <Table
              label={t('shared.title')}
              columns={columns}
              rows={rows}
              rowKey={(s) => s.kind + s.value}
              loading={found.isPending}
              card={(s) => (
                <div className="stack tight">
                  <div className="row apart">
                    <span className="mono strong truncate">{s.value}</span>
                    {standing(s)}
                  </div>
                  <div className="row apart">
                    <span className="muted">
                      {word(t, `identity.${s.kind}`, s.kind)} · {who(s)}
                    </span>
                    {act(s)}
                  </div>
                </div>
              )}
            />
          )}
        </Panel>
      )}
      {asked && (
        <Ask
          title={t('shared.allow.title', { value: asked.value })}
          text={t('shared.allow.text')}
          act={t('shared.allow')}
          busy={allow.isPending}
          fault={allow.isError && <FaultNote error={allow.error} />}
          onAct={() => go(asked)}
          onClose={() => setAsked(undefined)}
        />
      )}
    </Page>
  );
}
