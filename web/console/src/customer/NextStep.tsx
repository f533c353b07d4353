import { Compass } from 'lucide-react';
import type { Worth } from '@/api/types';
import { RiskBadge } from '@/design/Badge';
import { How } from '@/design/How';
import { sentence } from '@/format/sentence';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import { clues, plain, Why } from './Why';

/** NextStep says what to do for a customer now, and why. */
export function NextStep({ worth: w }: { worth?: Worth | null }) {
  const t = useT();
  const f = useFormat();
  const risk = w?.churn;
  const params = w ? plain(w.action.params ?? {}, w.rfm.monetary.currency) : {};
  const act = w && sentence(t, f, 'step', w.action.code, params);
  const how = w && sentence(t, f, 'stepHow', w.action.code, params);
  return (
    <section className={`next-step ${risk?.level ?? 'none'}`} aria-label={t('step.title')}>
      <h2 className="row tight next-step-title">
        <Compass size={16} aria-hidden />
        {t('step.title')}
      </h2>
      <p className="next-step-do">{act ?? t(w ? 'step.none' : 'step.first_order')}</p>
      {how && <p className="muted">{how}</p>}
      {risk && (
        <div className="stack tight">
          <div className="row">
            <span className="row tight">
              {t('col.risk')}
              <How topic="risk" />
            </span>
            <RiskBadge risk={risk.level} />
            <span className="muted">{t('risk.probability', { share: f.percent(risk.probability) })}</span>
          </div>
          <Why said={clues(t, f, risk)} />
        </div>
      )}
      {w?.asOf && <p className="faint small">{t('score.asOf', { day: f.day(w.asOf) })}</p>}
    </section>
  );
}
