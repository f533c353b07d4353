import { Button, InputNumber } from 'antd';
import { useState } from 'react';
import { useCan } from '@/app/session';
import { Bones } from '@/design/Bone';
import { FaultNote, Note } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { How } from '@/design/How';
import { TierBadge } from '@/design/Badge';
import { useFormat } from '@/format/useFormat';
import { useSettingsTabs } from '@/auth/tabs';
import { toast } from '@/design/toast';
import { useT } from '@/i18n';
import { useSaveTiers, useTiers, type Tiers } from './api';
import './metric.css';

/** TiersPage sets where one value tier ends and the next begins. */
export function TiersPage() {
  const t = useT();
  const tiers = useTiers();
  return (
    <Page title={t('tiers.title')} hint={t('tiers.hint')} tabs={useSettingsTabs()}>
      {tiers.isPending && (
        <Panel>
          <Bones lines={6} gap={20} />
        </Panel>
      )}
      {tiers.isError && <FaultNote error={tiers.error} retry={() => void tiers.refetch()} />}
      {tiers.data && <Cuts key={JSON.stringify(tiers.data.cutPoints)} tiers={tiers.data} />}
    </Page>
  );
}

function Cuts({ tiers }: { tiers: Tiers }) {
  const t = useT();
  const f = useFormat();
  const save = useSaveTiers();
  const may = useCan('models:write');
  const share = (tier: string) => Math.round((tiers.cutPoints.find((c) => c.tier === tier)?.topShare ?? 0) * 1000) / 10;
  const [a, setA] = useState(share('A'));
  const [b, setB] = useState(share('B'));
  const wrong = !(a > 0 && b > a && b < 100);
  const changed = a !== share('A') || b !== share('B');
  const go = () =>
    save.mutate(
      { cutPoints: [{ tier: 'A', topShare: a / 100 }, { tier: 'B', topShare: b / 100 }] },
      { onSuccess: () => toast(t('tiers.saved')) },
    );
  const row = (tier: string, text: string, value?: number, set?: (v: number) => void) => (
    <div className="tier-row">
      <TierBadge tier={tier} />
      <span>{text}</span>
      {set ? (
        <InputNumber
          aria-label={text}
          value={value}
          min={1}
          max={99}
          step={1}
          precision={1}
          suffix="%"
          disabled={!may}
          onChange={(v) => set(v ?? 0)}
          style={{ width: '100%' }}
        />
      ) : (
        <span />
      )}
    </div>
  );
  return (
    <div className="stack" style={{ maxWidth: 720 }}>
      <Panel title={<>{t('tiers.cuts')}<How topic="tier" /></>} hint={t('tiers.cuts.hint')}>
        <div className="tier-rows">
          <div className="tier-bar" aria-hidden>
            <span style={{ width: `${a}%`, background: 'var(--tier-A)' }} />
            <span style={{ width: `${Math.max(0, b - a)}%`, background: 'var(--tier-B)' }} />
            <span style={{ flex: 1, background: 'var(--tier-C)' }} />
          </div>
          {row('A', t('tiers.a', { n: f.number(a, a % 1 ? 1 : 0) }), a, setA)}
          {row('B', t('tiers.b', { n: f.number(b, b % 1 ? 1 : 0) }), b, setB)}
          {row('C', t('tiers.c'))}
          {row('new', t('tiers.new'))}
        </div>
      </Panel>
      {wrong && <Note tone="attention">{t('tiers.wrong')}</Note>}
      {save.isError && <FaultNote error={save.error} kept={t('form.kept')} />}
      {may && (
        <div className="row">
          <Button type="primary" disabled={!changed || wrong} loading={save.isPending} onClick={go}>
            {t('action.save')}
          </Button>
          <span className="muted">{t('tiers.effect')}</span>
        </div>
      )}
    </div>
  );
}
