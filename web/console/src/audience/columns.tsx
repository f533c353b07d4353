import '@/customer/customer.css';
import { nameOf } from '@/customer/columns';
import { Avatar, None, StageBadge, TierBadge } from '@/design/Badge';
import type { Column } from '@/design/Table';
import { useT, type Translate } from '@/i18n';
import type { Member } from './api';

const called = (m: Member) => ({ id: m.customer, name: m.name, email: m.email, phone: m.phone });

/** memberName gives what we call a member. */
export const memberName = (t: Translate, m: Member) => nameOf(t, called(m));

/** memberColumns are the columns of members, as of the list of customers. */
export function memberColumns(t: Translate): Column<Member>[] {
  return [
    { id: 'name', title: t('col.customer'), cell: (m) => <Who member={m} /> },
    { id: 'tier', title: t('col.tier'), cell: (m) => <TierBadge tier={m.tier} /> },
    { id: 'stage', title: t('col.stage'), cell: (m) => <StageBadge stage={m.stage} /> },
    { id: 'city', title: t('trait.city'), cell: (m) => m.city || <None /> },
  ];
}

function Who({ member: m }: { member: Member }) {
  const t = useT();
  const name = memberName(t, m);
  return (
    <span className="who">
      <Avatar name={name} size={32} />
      <span className="who-words">
        <span className="strong truncate">{name}</span>
        <span className="muted truncate">{[m.email, m.phone].find((v) => v && v !== name) ?? ''}</span>
      </span>
    </span>
  );
}

/** MemberCard is a member on a phone. */
export function MemberCard({ member: m }: { member: Member }) {
  return (
    <div className="row apart" style={{ flexWrap: 'nowrap' }}>
      <Who member={m} />
      <TierBadge tier={m.tier} />
    </div>
  );
}
