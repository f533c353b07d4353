import type { Worth as Scores } from '@/api/types';
import { How } from '@/design/How';
import { Interval } from '@/design/Interval';
import { sentence } from '@/format/sentence';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';

/** Worth says what a customer is worth: the next twelve months with its interval, and what came before. */
export function Worth({ worth: w }: { worth: Scores }) {
  const t = useT();
  const f = useFormat();
  const { monetary, orders } = w.rfm;
  const past = !!w.asOf && (w.nextOrderRange?.to ?? w.nextOrder ?? '') < w.asOf;
  return (
    <div className="stack">
      <Forecast worth={w} />
      <dl className="facts spread">
        <dt>{t('col.orders')}</dt>
        <dd className="strong">{f.number(orders)}</dd>
        <dt>{t('worth.spent')}</dt>
        <dd className="strong">{f.money(monetary)}</dd>
        {orders > 0 && (
          <>
            <dt className="row tight">
              {t('worth.average')}
              <How topic="averageOrder" />
            </dt>
            <dd>{f.money({ minor: Math.round(monetary.minor / orders), currency: monetary.currency })}</dd>
          </>
        )}
        {w.order90 !== undefined && (
          <>
            <dt>{t('next.order90')}</dt>
            <dd>{f.percent(w.order90)}</dd>
          </>
        )}
      </dl>
      {w.nextOrder && (
        <div>
          <div className="row tight muted">
            {t(past ? 'next.was' : 'next.expected')}
            <How topic="nextOrder" />
          </div>
          <div className="strong">{w.nextOrderRange ? f.between(w.nextOrderRange.from, w.nextOrderRange.to) : f.day(w.nextOrder)}</div>
          {w.nextOrderRange && <p className="faint small">{t('next.range')}</p>}
        </div>
      )}
      <RFM rfm={w.rfm} />
    </div>
  );
}

function Forecast({ worth: w }: { worth: Scores }) {
  const t = useT();
  const f = useFormat();
  const v = w.value12m;
  if (!v) {
    const why = w.refusal && sentence(t, f, 'refusal', w.refusal.reason, { have: w.refusal.have, need: w.refusal.need });
    return <p className="muted">{why ?? t('worth.unknown')}</p>;
  }
  return (
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
  );
}

function RFM({ rfm }: { rfm: Scores['rfm'] }) {
  const t = useT();
  const f = useFormat();
  const rows = [
    { letter: 'R', score: rfm.r, words: t('rfm.r', { ago: f.ago(rfm.recencyDays) }) },
    { letter: 'F', score: rfm.f, words: t('rfm.f', { count: rfm.occasions, n: f.number(rfm.occasions) }) },
    { letter: 'M', score: rfm.m, words: t('rfm.m', { money: f.money(rfm.monetary, 'whole') }) },
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
