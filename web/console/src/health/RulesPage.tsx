import { Button, InputNumber } from 'antd';
import { useState } from 'react';
import { useCan } from '@/app/session';
import { useSettingsTabs } from '@/auth/tabs';
import { Bones } from '@/design/Bone';
import { How } from '@/design/How';
import { FaultNote, Note } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { toast } from '@/design/toast';
import { When } from '@/format/When';
import { useT, word } from '@/i18n';
import { useHealthRules, useSaveHealthRules, type HealthRules } from './api';
import { partNames } from './parts';
import './health.css';

/** RulesPage sets the weights, the warning line and the ladder. */
export function RulesPage() {
  const t = useT();
  const rules = useHealthRules();
  const set = rules.data;
  return (
    <Page title={t('health.rules')} hint={t('health.rules.hint')} tabs={useSettingsTabs()}>
      {rules.isPending && (
        <Panel>
          <Bones lines={8} gap={20} />
        </Panel>
      )}
      {rules.isError && <FaultNote error={rules.error} retry={() => void rules.refetch()} />}
      {set && (
        <>
          <Form key={JSON.stringify(set)} rules={{ weights: set.weights, line: set.line, fall: set.fall, ladder: set.ladder }} />
          {set.changedAt && (
            <p className="muted" style={{ marginTop: 16 }}>
              {t('health.rules.by', { name: set.changedBy })} <When at={set.changedAt} />
            </p>
          )}
        </>
      )}
    </Page>
  );
}

const asked = ['visits', 'orders', 'words', 'days'] as const;

function Form({ rules }: { rules: HealthRules }) {
  const t = useT();
  const save = useSaveHealthRules();
  const may = useCan('models:write');
  const [r, setR] = useState(rules);
  const sum = partNames.reduce((n, p) => n + r.weights[p], 0);
  const ladder = r.ladder ?? [];
  const empty = ladder.some((s) => s.visits + s.orders + s.words === 0);
  const changed = JSON.stringify(r) !== JSON.stringify(rules);
  const number = (label: string, value: number, min: number, max: number, set: (v: number) => void, suffix?: string) => (
    <label key={label}>
      {label}
      <InputNumber aria-label={label} value={value} min={min} max={max} precision={0} suffix={suffix} disabled={!may} onChange={(v) => set(v ?? min)} style={{ width: '100%' }} />
    </label>
  );
  return (
    <div className="stack" style={{ maxWidth: 860 }}>
      <Panel title={<>{t('health.weights')}<How topic="health" /></>} hint={t('health.weights.hint')}>
        <div className="rule-grid">
          {partNames.map((p) =>
            number(word(t, `health.part.${p}`, p), r.weights[p], 0, 100, (v) => setR({ ...r, weights: { ...r.weights, [p]: v } }), sum ? `${Math.round((100 * r.weights[p]) / sum)} %` : undefined),
          )}
        </div>
      </Panel>
      <Panel title={<>{t('health.alarms')}<How topic="healthAlarm" /></>}>
        <div className="rule-grid">
          {number(t('health.rules.line'), r.line, 1, 100, (line) => setR({ ...r, line }))}
          {number(t('health.rules.fall'), r.fall, 3, 100, (fall) => setR({ ...r, fall }))}
        </div>
      </Panel>
      <Panel title={<>{t('ladder.title')}<How topic="ladder" /></>} hint={t('ladder.rules.hint')}>
        <div className="stack wide">
          {ladder.map((s, i) => (
            <fieldset key={i} className="rule-set">
              <legend className="strong">{t('ladder.at', { n: i + 2, name: word(t, `ladder.${i + 2}`, String(i + 2)) })}</legend>
              <div className="rule-grid">
                {asked.map((what) =>
                  number(t(`ladder.rules.${what}`), s[what], what === 'days' ? 1 : 0, what === 'days' ? 1095 : 1000, (v) =>
                    setR({ ...r, ladder: ladder.map((o, j) => (j === i ? { ...o, [what]: v } : o)) }),
                  ),
                )}
              </div>
            </fieldset>
          ))}
        </div>
      </Panel>
      {sum === 0 && <Note tone="attention">{t('health.rules.noWeight')}</Note>}
      {empty && <Note tone="attention">{t('ladder.rules.empty')}</Note>}
      {save.isError && <FaultNote error={save.error} kept={t('form.kept')} />}
      {may && (
        <div className="row">
          <Button type="primary" disabled={!changed || sum === 0 || empty} loading={save.isPending} onClick={() => save.mutate(r, { onSuccess: () => toast(t('health.rules.saved')) })}>
            {t('action.save')}
          </Button>
          <span className="muted">{t('health.rules.effect')}</span>
        </div>
      )}
    </div>
  );
}
