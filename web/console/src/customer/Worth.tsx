import type { Customer } from '@/api/types';
import { None } from '@/design/Badge';
import { How } from '@/design/How';
import { Interval } from '@/design/Interval';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import { Why } from './Why';

/** Worth says what a customer is worth: the next twelve months with its interval, and what came before. */
export function Worth({ customer: c }: { customer: Customer }) {
  const t = useT();
  const f = useFormat();
  const w = c.worth;
  const v = w.value12m;
  return (
    <section className="stack">
      <h3 className="row tight">
        {t('worth.title')}
        <How topic="value12m" />
      </h3>
      {v ? (
        <div>
          <div className="row apart">
            <span className="big-number">{f.money(v.mid)}</span>
            <span className="muted">{t('worth.next12')}</span>
          </div>
          <Interval
            low={v.low.minor}
            mid={v.mid.minor}
            high={v.high.minor}
            label={t('worth.interval', { low: f.money(v.low, 'whole'), high: f.money(v.high, 'whole') })}
          />
        </div>
      ) : (
        <p className="muted">{t('worth.unknown')}</p>
      )}
      <dl className="facts spread">
        <dt>{t('col.orders')}</dt>
        <dd className="strong">{f.number(w.orders)}</dd>
        <dt>{t('col.revenue')}</dt>
        <dd className="strong">{f.money(w.revenue)}</dd>
        {w.refunds && w.refunds.minor !== 0 && (
          <>
            <dt>{t('col.refunds')}</dt>
            <dd>{f.money(w.refunds)}</dd>
          </>
        )}
        <dt className="row tight">
          {t('worth.average')}
          <How topic="averageOrder" />
        </dt>
        <dd>{w.averageOrder ? f.money(w.averageOrder) : <None />}</dd>
      </dl>
      {c.rfm && <RFM rfm={c.rfm} />}
      <Ahead customer={c} />
    </section>
  );
}

function RFM({ rfm }: { rfm: NonNullable<Customer['rfm']> }) {
  const t = useT();
  const f = useFormat();
  const rows = [
    { letter: 'R', score: rfm.r, words: t('rfm.r', { count: rfm.recencyDays, n: f.number(rfm.recencyDays) }) },
    { letter: 'F', score: rfm.f, words: t('rfm.f', { count: rfm.frequency, n: f.number(rfm.frequency) }) },
    { letter: 'M', score: rfm.m, words: t('rfm.m', { money: f.money(rfm.monetary) }) },
  ];
  return (
    <div>
      <h3 className="row tight">
        {t('rfm.title')}
        <How topic="rfm" />
      </h3>
      <ul className="rfm">
        {rows.map((r) => (
          <li key={r.letter}>
            <span className="rfm-letter" aria-hidden>
              {r.letter}
            </span>
            <span className="grow">{r.words}</span>
            <span className="rfm-score" role="img" aria-label={t('rfm.score', { n: r.score })}>
              {[1, 2, 3, 4, 5].map((i) => (
                <i key={i} data-on={i <= r.score || undefined} />
              ))}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Ahead is what is expected: the next order, and how likely one is in the next 90 days. */
function Ahead({ customer: c }: { customer: Customer }) {
  const t = useT();
  const f = useFormat();
  if (!c.nextOrder && !c.order90) return null;
  const late = c.nextOrder && c.asOf && c.nextOrder.at < c.asOf;
  return (
    <div>
      <h3 className="row tight">
        {t('next.title')}
        <How topic="nextOrder" />
      </h3>
      <dl className="facts spread">
        {c.nextOrder && (
          <>
            <dt>{t(late ? 'next.was' : 'next.expected')}</dt>
            <dd>
              <span className="strong">{f.day(c.nextOrder.at)}</span>
              {c.nextOrder.low && c.nextOrder.high && (
                <span className="muted"> {t('next.between', { low: f.shortDay(c.nextOrder.low), high: f.shortDay(c.nextOrder.high) })}</span>
              )}
            </dd>
          </>
        )}
        {c.order90 && (
          <>
            <dt>{t('next.order90')}</dt>
            <dd className="strong">{f.percent(c.order90.probability)}</dd>
          </>
        )}
      </dl>
      <Why reasons={c.order90?.why} />
    </div>
  );
}
