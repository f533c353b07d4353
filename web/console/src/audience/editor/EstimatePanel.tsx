import { Link } from 'react-router';
import { nameOf } from '@/customer/columns';
import { Avatar } from '@/design/Badge';
import { Bones } from '@/design/Bone';
import { How } from '@/design/How';
import { FaultNote, Note } from '@/design/Notes';
import { Panel } from '@/design/Panel';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import { useEstimate, type Checked, type Estimate } from '../api';
import { Reasons } from '../Reasons';

/** EstimatePanel says while somebody edits about how many customers it is, and shows ten of them with the reason. */
export function EstimatePanel({ checked }: { checked?: Checked }) {
  const t = useT();
  const estimate = useEstimate(checked?.valid ? checked.text : undefined);
  const e = estimate.data;
  return (
    <Panel className="estimate" title={<>{t('estimate.title')}<How topic="estimate" /></>}>
      <div className="stack" aria-busy={estimate.isFetching}>
        {!e && !estimate.isError && <Bones lines={5} gap={14} />}
        {estimate.isError && <FaultNote error={estimate.error} retry={() => void estimate.refetch()} />}
        {e && <Size estimate={e} stale={estimate.isPlaceholderData || checked?.valid === false} />}
        {e?.unranked && <Note>{t('estimate.unranked')}</Note>}
        {checked?.valid && checked.scheduled && !e?.unranked && <p className="muted small">{t('audience.scheduled')}</p>}
        {checked?.valid && checked.byTime && <p className="muted small">{t('audience.byTime')}</p>}
        {e && <Sample estimate={e} />}
      </div>
    </Panel>
  );
}

function Size({ estimate: e, stale }: { estimate: Estimate; stale: boolean }) {
  const t = useT();
  const f = useFormat();
  const around = Math.max(e.high - e.matching, e.matching - e.low);
  return (
    <div data-stale={stale || undefined} className="estimate-size">
      <p className="big-number" role="status">
        {e.exact ? t('estimate.exact', { count: e.matching, n: f.number(e.matching) }) : t('estimate.about', { count: e.matching, n: f.number(e.matching), around: f.number(around) })}
      </p>
      <p className="muted">
        {e.customers > 0 && t('estimate.share', { share: f.percent(e.matching / e.customers), n: f.number(e.customers) })}
        {!e.exact && ` ${t('estimate.looked', { n: f.number(e.looked) })}`}
      </p>
    </div>
  );
}

function Sample({ estimate: e }: { estimate: Estimate }) {
  const t = useT();
  if (!e.examples.length) return e.matching > 0 ? null : <p className="muted">{t('estimate.nobody')}</p>;
  return (
    <div>
      <h3>{t('estimate.sample')}</h3>
      <ul className="sample">
        {e.examples.map((x) => {
          const name = nameOf(t, { id: x.customer, name: x.name });
          return (
            <li key={x.customer}>
              <details>
                <summary>
                  <Avatar name={name} size={26} />
                  <span className="truncate grow">{name}</span>
                  <span className="muted small">{t('estimate.why')}</span>
                </summary>
                <Reasons reasons={x.reasons} />
                <Link to={`/customers/${x.customer}`} className="small">
                  {t('customer.openPage')}
                </Link>
              </details>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
