import type { CustomerRow } from '@/api/types';
import { Avatar, None, RiskBadge, StageBadge, TierBadge } from '@/design/Badge';
import type { Column } from '@/design/Table';
import { When } from '@/format/When';
import type { Format } from '@/format/format';
import type { Translate } from '@/i18n';

interface Called {
  id: string;
  kind?: string;
  name: string;
  email?: string;
  phone?: string;
  knownAs?: string;
}

/** nameOf gives what we call a customer: the name, else how to reach them, else the shop's own id, else our number. */
export function nameOf(t: Translate, c: Called): string {
  const told = c.name || c.email || c.phone;
  if (told) return told;
  // A bare number says nothing; with a word before it, it does.
  if (c.knownAs) return /^\d+$/.test(c.knownAs) ? t('customer.numbered', { id: c.knownAs }) : c.knownAs;
  return t(c.kind === 'visitor' ? 'customer.visitorNumbered' : 'customer.unnamed', { id: c.id });
}

/** Columns that are shown until somebody chooses others. */
export const usual = ['name', 'tier', 'stage', 'orders', 'revenue', 'value12m', 'churnRisk', 'lastOrderAt'];

/** columns gives every column that the list can show. */
export function columns(t: Translate, f: Format): Column<CustomerRow>[] {
  return [
    { id: 'name', title: t('col.customer'), sort: 'name', fixed: true, cell: (c) => <Name row={c} t={t} /> },
    { id: 'tier', title: t('col.tier'), sort: 'tier', cell: (c) => <TierBadge tier={c.tier} /> },
    { id: 'stage', title: t('col.stage'), sort: 'stage', cell: (c) => <StageBadge stage={c.stage} /> },
    { id: 'orders', title: t('col.orders'), sort: 'orders', numeric: true, cell: (c) => (c.orders ? f.number(c.orders) : <None />) },
    { id: 'revenue', title: t('col.revenue'), sort: 'revenue', numeric: true, cell: (c) => (c.orders ? f.money(c.revenue) : <None />) },
    {
      id: 'value12m', title: t('col.value12m'), sort: 'value', numeric: true,
      cell: (c) => (c.value12m && c.orders ? <span className="strong">{f.money(c.value12m, 'whole')}</span> : <None />),
    },
    { id: 'churnRisk', title: t('col.risk'), sort: 'risk', cell: (c) => <RiskBadge risk={c.churnRisk} /> },
    { id: 'lastOrderAt', title: t('col.lastOrder'), sort: 'lastOrder', numeric: true, cell: (c) => <When at={c.lastOrderAt} /> },
    { id: 'lastSeenAt', title: t('col.lastSeen'), sort: 'lastSeen', numeric: true, cell: (c) => <When at={c.lastSeenAt} /> },
    { id: 'firstSeenAt', title: t('col.firstSeen'), sort: 'firstSeen', numeric: true, cell: (c) => <When at={c.firstSeenAt} /> },
    { id: 'email', title: t('col.email'), cell: (c) => c.email || <None /> },
    { id: 'phone', title: t('col.phone'), cell: (c) => c.phone || <None /> },
    { id: 'city', title: t('trait.city'), cell: (c) => c.city || <None /> },
  ];
}

function Name({ row, t }: { row: CustomerRow; t: Translate }) {
  const name = nameOf(t, row);
  const under = [row.email, row.phone].find((v) => v && v !== name);
  return (
    <span className="who">
      <Avatar name={name} size={32} />
      <span className="who-words">
        <span className="strong truncate">{name}</span>
        <span className="muted truncate">{under ?? ''}</span>
      </span>
    </span>
  );
}

/** CustomerCard is a row of the list on a phone. */
export function CustomerCard({ row, t, f }: { row: CustomerRow; t: Translate; f: Format }) {
  return (
    <div className="stack tight">
      <div className="row apart" style={{ flexWrap: 'nowrap' }}>
        <Name row={row} t={t} />
        <TierBadge tier={row.tier} />
      </div>
      <div className="row apart">
        <StageBadge stage={row.stage} />
        <span className="muted">
          {t('customer.ordersCount', { count: row.orders, n: f.number(row.orders) })}
          {row.orders > 0 && ` · ${f.money(row.revenue, 'whole')}`}
        </span>
      </div>
    </div>
  );
}
