import { Button, Input, InputNumber } from 'antd';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useCan } from '@/app/session';
import { Bones } from '@/design/Bone';
import { How } from '@/design/How';
import { FaultNote, Note } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { toast } from '@/design/toast';
import { useDataTabs } from '@/event/tabs';
import { When } from '@/format/When';
import { useT, word } from '@/i18n';
import { useQualityRules, useSaveQualityRules, type QualityRules } from './api';
import './quality.css';

/** WantedPage sets what the brand wants to know of each customer, and how much each aspect counts. */
export function WantedPage() {
  const t = useT();
  const rules = useQualityRules();
  const set = rules.data;
  return (
    <Page title={t('quality.wanted')} hint={t('quality.wanted.hint')} tabs={useDataTabs()}>
      {rules.isPending && (
        <Panel>
          <Bones lines={8} gap={20} />
        </Panel>
      )}
      {rules.isError && <FaultNote error={rules.error} retry={() => void rules.refetch()} />}
      {set && (
        <>
          <Form key={set.changedAt ?? ''} rules={{ fields: set.fields, weights: set.weights, target: set.target, freshDays: set.freshDays, staleDays: set.staleDays }} />
          {set.changedAt && (
            <p className="muted quality-by">
              {t('quality.wanted.by', { name: set.changedBy })} <When at={set.changedAt} />
            </p>
          )}
        </>
      )}
    </Page>
  );
}

const aspects = ['completeness', 'validity', 'consistency', 'uniqueness', 'freshness'] as const;

function Form({ rules }: { rules: QualityRules }) {
  const t = useT();
  const save = useSaveQualityRules();
  const may = useCan('models:write');
  const [r, setR] = useState(rules);
  const fields = r.fields ?? [];
  const sum = aspects.reduce((n, a) => n + r.weights[a], 0);
  const names = fields.map((x) => x.name.trim());
  const twice = new Set(names).size < names.length || names.includes('');
  const days = r.staleDays <= r.freshDays;
  const bad = sum === 0 || twice || days || fields.length === 0;
  const setField = (i: number, patch: Partial<(typeof fields)[number]>) => setR({ ...r, fields: fields.map((x, j) => (j === i ? { ...x, ...patch } : x)) });
  const number = (label: string, value: number, min: number, max: number, set: (v: number) => void, suffix?: string) => (
    <label key={label}>
      {label}
      <InputNumber aria-label={label} value={value} min={min} max={max} precision={0} suffix={suffix} disabled={!may} onChange={(v) => set(v ?? min)} style={{ width: '100%' }} />
    </label>
  );
  const send = () =>
    save.mutate({ ...r, fields: fields.map((x) => ({ ...x, name: x.name.trim() })) }, { onSuccess: () => toast(t('quality.wanted.saved')) });
  return (
    <div className="stack quality-form">
      <Panel title={<>{t('quality.fields')}<How topic="completeness" /></>} hint={t('quality.wanted.fields')}>
        <ul className="quality-fields">
          {fields.map((x, i) => {
            const label = word(t, `trait.${x.name}`, x.name);
            return (
              <li key={i}>
                <Input value={x.name} maxLength={100} aria-label={t('quality.field')} disabled={!may} suffix={label !== x.name && <span className="faint">{label}</span>}
                  onChange={(e) => setField(i, { name: e.target.value })} />
                <InputNumber value={x.weight} min={1} max={10} precision={0} aria-label={t('quality.weightOf', { what: label })} disabled={!may} onChange={(v) => setField(i, { weight: v ?? 1 })} />
                {may && (
                  <Button type="text" aria-label={t('quality.wanted.remove', { what: label })} icon={<X size={15} aria-hidden />} onClick={() => setR({ ...r, fields: fields.filter((_, j) => j !== i) })} />
                )}
              </li>
            );
          })}
        </ul>
        {may && fields.length < 30 && (
          <Button size="small" icon={<Plus size={14} aria-hidden />} onClick={() => setR({ ...r, fields: [...fields, { name: '', weight: 1 }] })}>
            {t('quality.wanted.add')}
          </Button>
        )}
      </Panel>
      <Panel title={<>{t('quality.wanted.weights')}<How topic="quality" /></>}>
        <div className="quality-grid">
          {aspects.map((a) =>
            number(t(`quality.aspect.${a}`), r.weights[a], 0, 100, (v) => setR({ ...r, weights: { ...r.weights, [a]: v } }), sum ? `${Math.round((100 * r.weights[a]) / sum)} %` : undefined),
          )}
          {number(t('quality.target'), r.target, 50, 100, (target) => setR({ ...r, target }), '%')}
          {number(t('quality.wanted.fresh'), r.freshDays, 1, 3649, (freshDays) => setR({ ...r, freshDays }))}
          {number(t('quality.wanted.stale'), r.staleDays, 2, 3650, (staleDays) => setR({ ...r, staleDays }))}
        </div>
      </Panel>
      {sum === 0 && <Note tone="attention">{t('quality.wanted.noWeight')}</Note>}
      {(twice || fields.length === 0) && <Note tone="attention">{t('quality.wanted.twice')}</Note>}
      {days && <Note tone="attention">{t('quality.wanted.days')}</Note>}
      {save.isError && <FaultNote error={save.error} kept={t('form.kept')} />}
      {may && (
        <div className="row">
          <Button type="primary" disabled={bad || JSON.stringify(r) === JSON.stringify(rules)} loading={save.isPending} onClick={send}>
            {t('action.save')}
          </Button>
          <span className="muted">{t('quality.wanted.effect')}</span>
        </div>
      )}
    </div>
  );
}
