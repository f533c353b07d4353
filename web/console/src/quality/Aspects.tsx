import { ArrowDownRight, ArrowUpRight } from 'lucide-react';
import { How, type Topic } from '@/design/How';
import { Panel } from '@/design/Panel';
import { useFormat } from '@/format/useFormat';
import { useT, word } from '@/i18n';
import type { QualityReport } from './api';

const topics: Record<string, Topic> = {
  completeness: 'completeness',
  validity: 'validity',
  consistency: 'consistency',
  uniqueness: 'uniqueness',
  freshness: 'freshness',
};

/** Aspects shows each side from which the data are judged, beside the target. */
export function Aspects({ report: r }: { report: QualityReport }) {
  const t = useT();
  const f = useFormat();
  return (
    <Panel title={t('quality.aspects')} hint={t('quality.aspects.hint', { n: r.target })}>
      <ul className="quality-aspects">
        {r.aspects.map((a) => {
          const change = a.score !== undefined && a.before !== undefined ? a.score - a.before : 0;
          const Arrow = change > 0 ? ArrowUpRight : ArrowDownRight;
          const name = word(t, `quality.aspect.${a.name}`, a.name);
          const topic = topics[a.name];
          return (
            <li key={a.name}>
              <span className="row tight">
                {name}
                {topic && <How topic={topic} />}
              </span>
              {a.score === undefined ? (
                <span className="muted">{t('quality.nothing')}</span>
              ) : (
                <>
                  <span className="quality-bar" aria-hidden>
                    <i data-below={a.score < r.target || undefined} style={{ width: `${a.score}%` }} />
                    <b style={{ insetInlineStart: `${r.target}%` }} />
                  </span>
                  <span className="quality-number">
                    <span className="strong">{f.percent(a.score / 100)}</span>
                    {Math.abs(change) >= 0.05 && (
                      <span className={`change ${change > 0 ? 'good' : 'bad'}`}>
                        <Arrow size={14} aria-hidden />
                        {f.points(change / 100)}
                      </span>
                    )}
                  </span>
                </>
              )}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
