import { Button, InputNumber } from 'antd';
import { useState } from 'react';
import { useCan, useSession } from '@/app/session';
import { Bones } from '@/design/Bone';
import { Choice } from '@/design/Choice';
import { FaultNote, Note } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { How } from '@/design/How';
import { TierBadge } from '@/design/Badge';
import { toast } from '@/design/toast';
import { digitsOf } from '@/format/format';
import { useFormat } from '@/format/useFormat';
import { useSettingsTabs } from '@/auth/tabs';
import { useT } from '@/i18n';
import { useRules, useSaveRules, type Rules } from './api';
import { wrong } from './rules';
import './metric.css';

/** TiersPage sets where one value tier ends and the next begins, and the days that count. */
export function TiersPage() {
  const t = useT();
  const rules = useRules();
  return (
    <Page title={t('tiers.title')} hint={t('tiers.hint')} tabs={useSettingsTabs()}>
      {rules.isPending && (
        <Panel>
          <Bones lines={6} gap={20} />
        </Panel>
      )}
      {rules.isError && <FaultNote error={rules.error} retry={() => void rules.refetch()} />}
      {rules.data && <Cuts key={JSON.stringify(rules.data)} rules={rules.data} />}
    </Page>
  );
}

function Cuts({ rules }: { rules: Rules }) {
  const t = useT();
  const f = useFormat();
  const save = useSaveRules();
  const may = useCan('models:write');
  const { currency } = useSession().workspace;
  const scale = 10 ** digitsOf(currency);
  const [r, setR] = useState(rules);
  const [way, setWay] = useState<'share' | 'amount'>(rules.amountA > 0 ? 'amount' : 'share');
  const asked: Rules = way === 'share' ? { ...r, amountA: 0, amountB: 0 } : r;
  const fault = wrong(asked, way);
  const changed = JSON.stringify(asked) !== JSON.stringify(rules);
  const set = (patch: Partial<Rules>) => setR({ ...r, ...patch });
  const percent = (share: number) => Math.round(share * 1000) / 10;
  const number = (label: string, value: number, suffix: string, change: (v: number) => void, min = 1) => (
    <InputNumber aria-label={label} value={value} min={min} suffix={suffix} disabled={!may} onChange={(v) => change(v ?? 0)} style={{ width: '100%' }} />
  );
  const share = (name: 'shareA' | 'shareB', label: string) => number(label, percent(r[name]), '%', (v) => set({ [name]: v / 100 }));
  const amount = (name: 'amountA' | 'amountB', label: string) => number(label, r[name] / scale, currency, (v) => set({ [name]: Math.round(v * scale) }), 0);
  const a = way === 'share' ? t('tiers.a', { n: f.number(percent(r.shareA)) }) : t('tiers.amountA');
  const b = way === 'share' ? t('tiers.shareB', { n: f.number(percent(r.shareB)) }) : t('tiers.amountB');
  return (
    <div className="stack" style={{ maxWidth: 760 }}>
      <Panel
        title={
          <>
            {t('tiers.cuts')}
            <How topic="tier" />
          </>
        }
        hint={t('tiers.cuts.hint')}
        extra={
          <Choice
            small
            label={t('tiers.way')}
            value={way}
            onChange={setWay}
            options={[
              { value: 'share', label: t('tiers.way.share') },
              { value: 'amount', label: t('tiers.way.amount') },
            ]}
          />
        }
      >
        <div className="tier-rows">
          {way === 'share' && (
            <div className="tier-bar" aria-hidden>
              <span style={{ width: `${percent(r.shareA)}%`, background: 'var(--tier-A)' }} />
              <span style={{ width: `${percent(r.shareB)}%`, background: 'var(--tier-B)' }} />
              <span style={{ flex: 1, background: 'var(--tier-C)' }} />
            </div>
          )}
          <Row tier="A" text={a} input={way === 'share' ? share('shareA', a) : amount('amountA', a)} />
          <Row tier="B" text={b} input={way === 'share' ? share('shareB', b) : amount('amountB', b)} />
          <Row tier="C" text={t('tiers.c')} />
          <Row tier="new" text={t('tiers.new', { n: f.number(r.newDays) })} />
        </div>
      </Panel>
      <Panel title={<>{t('tiers.days')}<How topic="stage" /></>} hint={t('tiers.days.hint')}>
        <div className="tier-rows">
          <Days text={t('tiers.newDays')} input={number(t('tiers.newDays'), r.newDays, t('tiers.unit'), (newDays) => set({ newDays }))} />
          <Days text={t('tiers.atRiskDays')} input={number(t('tiers.atRiskDays'), r.atRiskDays, t('tiers.unit'), (atRiskDays) => set({ atRiskDays }))} />
          <Days text={t('tiers.lostDays')} input={number(t('tiers.lostDays'), r.lostDays, t('tiers.unit'), (lostDays) => set({ lostDays }))} />
        </div>
      </Panel>
      {fault && <Note tone="attention">{t(fault)}</Note>}
      {save.isError && <FaultNote error={save.error} kept={t('form.kept')} />}
      {may && (
        <div className="row">
          <Button type="primary" disabled={!changed || !!fault} loading={save.isPending} onClick={() => save.mutate(asked, { onSuccess: () => toast(t('tiers.saved')) })}>
            {t('action.save')}
          </Button>
          <span className="muted">{t('tiers.effect')}</span>
        </div>
      )}
    </div>
  );
}

function Row({ tier, text, input }: { tier: string; text: string; input?: React.ReactNode }) {
  return (
    <div className="tier-row">
      <span>
        <TierBadge tier={tier} />
      </span>
      <span>{text}</span>
      {input ?? <span />}
    </div>
  );
}

function Days({ text, input }: { text: string; input: React.ReactNode }) {
  return (
    <div className="tier-row days">
      <span>{text}</span>
      {input}
    </div>
  );
}
