import { Button } from 'antd';
import { Fragment, type ReactNode } from 'react';
import { Link } from 'react-router';
import type { CustomerRow } from '@/api/types';
import { useCan } from '@/app/session';
import { None, StageBadge, TierBadge } from '@/design/Badge';
import { Bones } from '@/design/Bone';
import { Empty, FaultNote } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { toast } from '@/design/toast';
import { Day, When } from '@/format/When';
import { useFormat } from '@/format/useFormat';
import { useT, word } from '@/i18n';
import { useDuplicates, useKeepApart, useMerge, type Pair } from './api';
import { nameOf } from './columns';
import { useCustomerTabs } from './tabs';
import './customer.css';

/** DuplicatesPage puts customers who may be the same one beside each other, with the reason, for a person to decide. */
export function DuplicatesPage() {
  const t = useT();
  const found = useDuplicates();
  const pairs = found.data?.items ?? [];
  return (
    <Page title={t('duplicates.page')} hint={t('duplicates.page.hint')} tabs={useCustomerTabs()}>
      {found.isError && <FaultNote error={found.error} retry={() => void found.refetch()} />}
      {found.isPending && (
        <Panel>
          <Bones lines={8} gap={18} />
        </Panel>
      )}
      {found.isSuccess && !pairs.length && (
        <Panel>
          <Empty title={t('duplicates.none.title')}>{t('duplicates.none.text')}</Empty>
        </Panel>
      )}
      <div className="stack">
        {pairs.map((p) => (
          <PairPanel key={`${p.a.id}-${p.b.id}`} pair={p} />
        ))}
      </div>
    </Page>
  );
}

function PairPanel({ pair: p }: { pair: Pair }) {
  const t = useT();
  const merge = useMerge(p.a.id);
  const apart = useKeepApart(p.a.id);
  const may = useCan('customers:merge');
  const reason = t('duplicates.reason', { kind: word(t, `identity.${p.kind}`, p.kind), value: p.value });
  return (
    <Panel
      title={reason}
      hint={<When at={p.at} />}
      extra={
        may && (
          <div className="row tight">
            <Button type="primary" loading={merge.isPending} onClick={() => merge.mutate(p.b.id, { onSuccess: () => toast(t('merge.doneHere')) })}>
              {t('duplicates.merge')}
            </Button>
            <Button loading={apart.isPending} onClick={() => apart.mutate(p.b.id, { onSuccess: () => toast(t('duplicates.kept')) })}>
              {t('duplicates.apart')}
            </Button>
          </div>
        )
      }
    >
      <div className="pair">
        <Side customer={p.a} other={p.b} />
        <Side customer={p.b} other={p.a} />
      </div>
      {(merge.isError || apart.isError) && <FaultNote error={merge.error ?? apart.error} kept={t('merge.kept')} />}
    </Panel>
  );
}

/** Side shows one of the two; what both have is strong, so that the eye finds it. */
function Side({ customer: c, other }: { customer: CustomerRow; other: CustomerRow }) {
  const t = useT();
  const f = useFormat();
  const told = (value?: string, same?: string): ReactNode => (value ? <span className={value === same ? 'strong' : undefined}>{value}</span> : <None />);
  const facts: [string, ReactNode][] = [
    [t('col.email'), told(c.email, other.email)],
    [t('col.phone'), told(c.phone, other.phone)],
    [t('trait.city'), told(c.city, other.city)],
    [t('col.orders'), c.orders ? `${f.number(c.orders)} · ${f.money(c.revenue)}` : <None />],
    [t('col.lastOrder'), <Day key="d" at={c.lastOrderAt} />],
    [t('col.firstSeen'), <Day key="f" at={c.firstSeenAt} />],
  ];
  return (
    <div className="stack tight">
      <div className="row">
        <Link to={`/customers/${c.id}`} className="strong">
          {nameOf(t, c)}
        </Link>
        {c.tier && <TierBadge tier={c.tier} />}
        {c.stage && <StageBadge stage={c.stage} />}
      </div>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
    </div>
  );
}
