import { useCan } from '@/app/session';
import { useCustomerTabs } from '@/customer/tabs';
import { Bones } from '@/design/Bone';
import { How } from '@/design/How';
import { Empty, FaultNote } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { useFormat } from '@/format/useFormat';
import { useT, word } from '@/i18n';
import { useLadder, useStageFlow, type Ladder, type StageFlow } from './api';
import { Flow } from './Flow';
import './health.css';

/** LadderPage shows how deeply customers take part, and who changed stage in this quarter. */
export function LadderPage() {
  const t = useT();
  const f = useFormat();
  const ladder = useLadder();
  const flow = useStageFlow(useCan('models:read'));
  const l = ladder.data;
  return (
    <Page title={t('ladder.page')} hint={l?.asOf ? t('ladder.page.asOf', { day: f.day(l.asOf) }) : t('ladder.page.hint')} tabs={useCustomerTabs()}>
      <div className="stack">
        {ladder.isError && <FaultNote error={ladder.error} retry={() => void ladder.refetch()} />}
        {ladder.isPending && (
          <Panel>
            <Bones lines={8} gap={20} />
          </Panel>
        )}
        {l && !l.known && (
          <Panel>
            <Empty title={t('health.none.title')}>{t('health.none.text')}</Empty>
          </Panel>
        )}
        {l?.known && <Rungs ladder={l} />}
        {l?.known && <RungMoves ladder={l} />}
        {flow.isError && <FaultNote error={flow.error} retry={() => void flow.refetch()} />}
        {flow.data?.scored && <Stages flow={flow.data} />}
      </div>
    </Page>
  );
}

function Rungs({ ladder: l }: { ladder: Ladder }) {
  const t = useT();
  const f = useFormat();
  const rungs = [...(l.rungs ?? [])].reverse();
  const most = Math.max(1, ...rungs.map((r) => r.customers));
  const total = rungs.reduce((n, r) => n + r.customers, 0) || 1;
  return (
    <Panel title={<>{t('ladder.title')}<How topic="ladder" /></>} hint={t('ladder.hint')}>
      <ol className="rungs">
        {rungs.map((r) => (
          <li key={r.rung} className="rung">
            <span className="rung-number">{r.rung}</span>
            <span>
              <span className="strong">{word(t, `ladder.${r.rung}`, String(r.rung))}</span>
              <br />
              <span className="muted small">{r.cycleDays ? t('ladder.cycle', { count: r.cycleDays, n: f.number(r.cycleDays) }) : t('ladder.noCycle')}</span>
            </span>
            <span className="rung-bar" aria-hidden>
              <i style={{ width: `${(100 * r.customers) / most}%` }} />
            </span>
            <span className="numeric">
              <span className="strong">{f.number(r.customers)}</span> <span className="muted">{f.percent(r.customers / total)}</span>
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

const rungColours = ['var(--line-strong)', 'var(--stage-prospect)', 'var(--tier-C)', 'var(--tier-new)', 'var(--tier-B)', 'var(--tier-A)'];
const rungOrder = ['5', '4', '3', '2', '1', '0'] as const;

function RungMoves({ ladder: l }: { ladder: Ladder }) {
  const t = useT();
  const f = useFormat();
  const name = (rung: string) => word(t, `ladder.${rung}`, rung);
  const moves = (l.moves ?? []).map((m) => ({ from: String(m.from), to: String(m.to), customers: m.customers }));
  return (
    <Flow
      title={t('ladder.moves')}
      hint={t('ladder.moves.hint')}
      moves={moves}
      order={rungOrder}
      name={name}
      colour={(rung) => rungColours[Number(rung)] ?? 'var(--muted)'}
      value={f.number}
      tell={(m) => t('flow.tell', { from: name(m.from), to: name(m.to), n: f.number(m.customers) })}
      columns={[t('ladder.before'), t('ladder.now'), t('col.customers')]}
      asTable={t('chart.asTable')}
    />
  );
}

const stageOrder = ['', 'prospect', 'new', 'active', 'won_back', 'at_risk', 'lost'] as const;

function Stages({ flow }: { flow: StageFlow }) {
  const t = useT();
  const f = useFormat();
  const name = (stage: string) => (stage ? word(t, `stage.${stage}`, stage) : t('flow.notYet'));
  return (
    <Flow
      title={t('flow.title')}
      how="stage"
      hint={t('flow.hint', { from: f.month(`${flow.from}-01`) })}
      moves={flow.moves ?? []}
      order={stageOrder}
      name={name}
      colour={(stage) => (stage ? `var(--stage-${stage})` : 'var(--line-strong)')}
      value={f.number}
      tell={(m) => t('flow.tell', { from: name(m.from), to: name(m.to), n: f.number(m.customers) })}
      columns={[t('flow.from'), t('flow.to'), t('col.customers')]}
      asTable={t('chart.asTable')}
    />
  );
}
