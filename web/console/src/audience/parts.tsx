import { Tag, type Tone } from '@/design/Badge';
import { When } from '@/format/When';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import type { Audience, GrowthDay } from './api';

const tones: Record<Audience['state'], Tone> = { ready: 'good', founding: 'accent', late: 'attention', broken: 'harm', archived: 'plain' };

/** Standing says how far the members can be relied on, and at which instant they stand. */
export function Standing({ audience: x }: { audience: Audience }) {
  const t = useT();
  if (x.state === 'ready') return <When at={x.asOf} />;
  return (
    <span className="row tight">
      <Tag tone={tones[x.state]}>{t(`audience.state.${x.state}`)}</Tag>
      {x.asOf && x.state !== 'founding' && <When at={x.asOf} />}
    </span>
  );
}

/** Spark is the size over the last days as a line without axes, and what became of it in words. */
export function Spark({ days, size }: { days: GrowthDay[]; size: number }) {
  const t = useT();
  const f = useFormat();
  if (!days.length) return <span className="faint">{t('audience.noChange')}</span>;
  // Days on which nothing changed are not told: each keeps the size of the one before.
  const first = days[0]!;
  const values = [first.size - first.entered + first.left, ...days.map((d) => d.size)];
  const change = size - values[0]!;
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const path = values.map((v, i) => `${i ? 'L' : 'M'}${((i / (values.length - 1)) * 62 + 1).toFixed(1)} ${(19 - ((v - low) / span) * 16).toFixed(1)}`).join('');
  const text = change === 0 ? t('audience.same') : t(change > 0 ? 'audience.grew' : 'audience.shrank', { n: f.number(Math.abs(change)) });
  return (
    <span className="row" style={{ flexWrap: 'nowrap', justifyContent: 'flex-end' }}>
      <span className="muted small nowrap">{text}</span>
      <svg className="spark" width="64" height="22" aria-hidden>
        <path d={path} />
      </svg>
    </span>
  );
}
