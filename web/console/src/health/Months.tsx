import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import type { CustomerHealth } from './api';

const [width, height] = [280, 72];

/** Months draws the index at the month ends, beside the tier's mean and the warning line. */
export function Months({ health: h }: { health: CustomerHealth }) {
  const t = useT();
  const f = useFormat();
  const months = (h.months ?? []).slice(-12);
  const values = [...months.map((m) => m.total), h.total];
  if (values.filter((v) => v !== undefined).length < 2) return null;
  const x = (i: number) => Math.round((i / (values.length - 1)) * (width - 8) + 4);
  const y = (v: number) => Math.round(height - 4 - (v / 100) * (height - 8));
  const line = (list: (number | undefined)[]) =>
    list.map((v, i) => (v === undefined ? '' : `${i && list[i - 1] !== undefined ? 'L' : 'M'}${x(i)} ${y(v)}`)).join('');
  const label = (month: string) => f.month(`${month}-01`);
  const summary = months.flatMap((m) => (m.total === undefined ? [] : [`${label(m.month)} ${m.total}`])).join(', ');
  return (
    <figure className="health-months">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t('health.months.summary', { summary })}>
        <line className="health-line" x1={4} x2={width - 4} y1={y(h.line)} y2={y(h.line)} />
        <path className="health-tier" d={line([...months.map((m) => m.tier), h.tierTotal])} />
        <path className="health-own" d={line(values)} />
        {values.map((v, i) => v !== undefined && <circle key={i} className="radar-dot" cx={x(i)} cy={y(v)} r={i === values.length - 1 ? 3.5 : 2} />)}
      </svg>
      <figcaption className="row apart muted small">
        <span>{months[0] && label(months[0].month)}</span>
        <span>{t('health.line', { n: h.line })}</span>
        <span>{t('health.now')}</span>
      </figcaption>
    </figure>
  );
}
