import { useT, word } from '@/i18n';
import type { HealthPart } from './api';
import { outline, spoke } from './parts';

const radius = 78;

/** Radar draws five parts beside the same tier and the last month end. What is missing leaves a gap. */
export function Radar({ parts, tier }: { parts: HealthPart[]; tier: string }) {
  const t = useT();
  const now = outline(parts.map((p) => p.points), radius);
  const name = (p: HealthPart) => word(t, `health.part.${p.name}`, p.name);
  const summary = parts.map((p) => `${name(p)} ${p.points ?? t('health.missing')}`).join(', ');
  return (
    <figure className="radar">
      <svg viewBox="-172 -106 344 204" role="img" aria-label={t('health.radar', { summary })}>
        {[25, 50, 75, 100].map((at) => (
          <path key={at} className="radar-ring" d={outline(parts.map(() => at), radius).path} />
        ))}
        {parts.map((p, i) => {
          const end = spoke(i, 100, radius);
          const label = spoke(i, 117, radius);
          const anchor = Math.abs(label.x) < 8 ? 'middle' : label.x > 0 ? 'start' : 'end';
          return (
            <g key={p.name}>
              <line className="radar-ring" x1={0} y1={0} x2={end.x} y2={end.y} />
              <text x={label.x} y={label.y + 4} textAnchor={anchor} className={p.points === undefined ? 'radar-missing' : undefined}>
                {name(p)}
              </text>
            </g>
          );
        })}
        <path className="radar-tier" d={outline(parts.map((p) => p.tier), radius).path} />
        <path className="radar-before" d={outline(parts.map((p) => p.before), radius).path} />
        <path className={now.whole ? 'radar-now whole' : 'radar-now'} d={now.path} />
        {parts.map((p, i) => {
          if (p.points === undefined) return null;
          const at = spoke(i, p.points, radius);
          return <circle key={p.name} className="radar-dot" cx={at.x} cy={at.y} r={3.5} />;
        })}
      </svg>
      <figcaption className="radar-key muted small">
        <span data-line="now">{t('health.now')}</span>
        <span data-line="before">{t('health.before')}</span>
        {tier && <span data-line="tier">{t('health.tierMean', { tier: word(t, `tier.${tier}.short`, tier) })}</span>}
      </figcaption>
    </figure>
  );
}
