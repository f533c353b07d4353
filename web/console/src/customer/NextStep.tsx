import { Compass } from 'lucide-react';
import type { Customer } from '@/api/types';
import { RiskBadge } from '@/design/Badge';
import { How } from '@/design/How';
import { sentence } from '@/format/sentence';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import { Why } from './Why';

/** NextStep says what to do for a customer now, and why. */
export function NextStep({ customer: c }: { customer: Customer }) {
  const t = useT();
  const f = useFormat();
  const risk = c.churnRisk;
  const action = risk?.action && sentence(t, f, 'step', risk.action.code, risk.action.params);
  const detail = risk?.action && sentence(t, f, 'stepHow', risk.action.code, risk.action.params);
  return (
    <section className={`next-step ${risk?.level ?? 'none'}`}>
      <h3 className="row tight">
        <Compass size={16} aria-hidden />
        {t('step.title')}
      </h3>
      <p className="next-step-do">{action ?? t('step.none')}</p>
      {detail && <p className="muted">{detail}</p>}
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
          <Why reasons={risk.why} />
        </div>
      )}
      {c.asOf && <p className="faint small">{t('score.asOf', { day: f.day(c.asOf) })}</p>}
    </section>
  );
}
