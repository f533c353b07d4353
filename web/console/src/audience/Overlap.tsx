import { useState } from 'react';
import { Link } from 'react-router';
import { Bones } from '@/design/Bone';
import { FaultNote } from '@/design/Notes';
import { Panel } from '@/design/Panel';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import { useAudiences, useOverlap, type Audience } from './api';

/** Overlap shows how this audience and another one lie to each other; what they share, or only one has, is one click from being an audience. */
export function Overlap({ audience: x }: { audience: Audience }) {
  const t = useT();
  const f = useFormat();
  const all = useAudiences();
  const others = (all.data?.items ?? []).filter((a) => a.id !== x.id);
  const [chosen, setChosen] = useState('');
  const other = others.find((a) => a.id === chosen);
  const overlap = useOverlap(x.id, other?.id ?? '');
  const o = overlap.data;
  const sum = o ? o.onlyOne + o.both + o.onlyOther : 0;
  const is = (name: string) => `customer in audience(${JSON.stringify(name)})`;
  const parts = o && other
    ? [
        { key: 'one', n: o.onlyOne, colour: 'tier-B', says: t('audience.overlap.one', { name: x.name }), text: `${is(x.name)} && !(${is(other.name)})` },
        { key: 'both', n: o.both, colour: 'accent', says: t('audience.overlap.both'), text: `${is(x.name)} && ${is(other.name)}` },
        { key: 'other', n: o.onlyOther, colour: 'tier-new', says: t('audience.overlap.one', { name: other.name }), text: `${is(other.name)} && !(${is(x.name)})` },
      ]
    : [];
  return (
    <Panel title={t('audience.overlap')} hint={t('audience.overlap.hint')}>
      <div className="stack">
        <select className="plain-select" aria-label={t('audience.overlap.with')} value={chosen} onChange={(e) => setChosen(e.target.value)}>
          <option value="">{t(others.length ? 'audience.overlap.choose' : 'audience.overlap.none')}</option>
          {others.map((a) => (
            <option key={a.id} value={a.id}>
              {a.name}
            </option>
          ))}
        </select>
        {overlap.isError && <FaultNote error={overlap.error} />}
        {chosen && overlap.isPending && <Bones lines={3} />}
        {parts.length > 0 && (
          <>
            <div className="overlap-bar" aria-hidden>
              {parts.map((p) => (
                <span key={p.key} style={{ width: `${sum ? (100 * p.n) / sum : 0}%` }} />
              ))}
            </div>
            <dl className="facts spread">
              {parts.map((p) => (
                <div key={p.key} style={{ display: 'contents' }}>
                  <dt>
                    <span className="swatch" style={{ background: `var(--${p.colour})` }} aria-hidden />
                    <Link to={`/audiences/new?${new URLSearchParams({ text: p.text }).toString()}`}>{p.says}</Link>
                  </dt>
                  <dd>
                    <span className="strong">{f.number(p.n)}</span> <span className="muted">{sum > 0 && f.percent(p.n / sum)}</span>
                  </dd>
                </div>
              ))}
            </dl>
          </>
        )}
      </div>
    </Panel>
  );
}
