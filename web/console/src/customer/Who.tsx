import { Building2, CircleAlert, Mail, MapPin, Phone, UserRound, type LucideIcon } from 'lucide-react';
import { Link } from 'react-router';
import type { Contact, Customer, Worth } from '@/api/types';
import { Avatar, StageBadge, Tag, TierBadge } from '@/design/Badge';
import { How } from '@/design/How';
import { Day, When } from '@/format/When';
import { useT, word } from '@/i18n';
import { nameOf } from './columns';
import { StandingWhy } from './Why';

/** Who says who a customer is: name, tier, stage, how to reach them. */
export function Who({ customer: c, worth: w, short }: { customer: Customer; worth?: Worth | null; short?: boolean }) {
  const t = useT();
  const name = nameOf(t, c);
  return (
    <section className="stack">
      <div className="who-head">
        <Avatar name={name} size={52} />
        <div className="grow">
          {!short && <h1 className="truncate">{name}</h1>}
          <div className="row">
            {c.tier && <TierBadge tier={w?.tier.name ?? c.tier} />}
            <StageBadge stage={w?.stage.name ?? c.stage ?? 'prospect'} boxed />
            {c.kind !== 'person' && <Tag>{t(`kind.${c.kind}`)}</Tag>}
          </div>
        </div>
      </div>
      <ul className="contacts">
        {c.emails?.map((e) => <Reach key={e.value} icon={Mail} contact={e} word={t('col.email')} href={`mailto:${e.value}`} />)}
        {c.phones?.map((p) => <Reach key={p.value} icon={Phone} contact={p} word={t('col.phone')} href={`tel:${p.value}`} />)}
        {c.city && (
          <li>
            <MapPin size={15} aria-label={t('trait.city')} role="img" />
            {c.city}
          </li>
        )}
        {c.company && (
          <li>
            <Building2 size={15} aria-hidden />
            <Link to={`/customers/${c.company.id}`}>{nameOf(t, c.company)}</Link>
          </li>
        )}
        {c.members?.map((m) => (
          <li key={m.id}>
            <UserRound size={15} aria-hidden />
            <Link to={`/customers/${m.id}`}>{nameOf(t, m)}</Link>
          </li>
        ))}
        {!c.emails?.length && !c.phones?.length && c.kind !== 'company' && (
          <li className="muted">
            <CircleAlert size={15} aria-hidden />
            {t('customer.noContact')}
          </li>
        )}
      </ul>
      {!short && (
        <dl className="facts">
          {w?.stage.since && (
            <>
              <dt className="row tight">
                {t('customer.stageSince')}
                <How topic="stage" />
              </dt>
              <dd>
                <Day at={w.stage.since} />
              </dd>
            </>
          )}
          {w?.tier.since && (
            <>
              <dt className="row tight">
                {t('customer.tierSince')}
                <How topic="tier" />
              </dt>
              <dd>
                <Day at={w.tier.since} />
              </dd>
            </>
          )}
          <dt>{t('col.firstSeen')}</dt>
          <dd>
            <Day at={c.firstSeenAt} />
          </dd>
          <dt>{t('col.lastSeen')}</dt>
          <dd>
            <When at={c.lastSeenAt} />
          </dd>
        </dl>
      )}
      {!short && w && <StandingWhy worth={w} />}
    </section>
  );
}

function Reach({ icon: Icon, contact, word: label, href }: { icon: LucideIcon; contact: Contact; word: string; href: string }) {
  const t = useT();
  return (
    <li>
      <Icon size={15} aria-label={label} role="img" />
      <a href={href} className="truncate">
        {contact.value}
      </a>
      {!contact.valid && <Tag tone="attention">{word(t, `contact.${contact.fault}`, t('contact.invalid'))}</Tag>}
    </li>
  );
}
