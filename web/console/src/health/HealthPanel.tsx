import { Flame, Minus, Snowflake } from 'lucide-react';
import { Tag } from '@/design/Badge';
import { Bones } from '@/design/Bone';
import { How } from '@/design/How';
import { FaultNote } from '@/design/Notes';
import { Panel } from '@/design/Panel';
import { When } from '@/format/When';
import { useFormat } from '@/format/useFormat';
import { useT, word } from '@/i18n';
import { useCustomerHealth, type CustomerHealth } from './api';
import { Months } from './Months';
import { best } from './parts';
import { Radar } from './Radar';
import './health.css';

/** HealthPanel says how a customer stands, beside the same tier, and what would raise it. */
export function HealthPanel({ id }: { id: string }) {
  const t = useT();
  const health = useCustomerHealth(id);
  const h = health.data;
  if (h && !h.known) return null;
  return (
    <Panel title={<>{t('health.title')}<How topic="health" /></>}>
      {health.isPending && <Bones lines={8} gap={18} />}
      {health.isError && <FaultNote error={health.error} retry={() => void health.refetch()} />}
      {h && <Standing health={h} />}
    </Panel>
  );
}

function Standing({ health: h }: { health: CustomerHealth }) {
  const t = useT();
  const rung = h.rung.rung;
  const ladder = (
    <dl className="facts spread">
      <dt className="row tight">
        {t('ladder.rung')}
        <How topic="ladder" />
      </dt>
      <dd>
        <span className="strong">{t('ladder.at', { n: rung, name: word(t, `ladder.${rung}`, String(rung)) })}</span>
        {h.rung.since && (
          <span className="muted small">
            {' '}
            <When at={h.rung.since} />
          </span>
        )}
      </dd>
    </dl>
  );
  if (h.total === undefined) {
    return (
      <div className="stack">
        <p className="muted">{t('health.notBought')}</p>
        {ladder}
      </div>
    );
  }
  return (
    <div className="stack">
      <div className="row apart">
        <span className="big-number">{t('health.points', { n: h.total })}</span>
        <Temperature health={h} />
      </div>
      {h.tierTotal !== undefined && (
        <p className="muted">{t('health.beside', { tier: word(t, `tier.${h.tier}.long`, h.tier), n: h.tierTotal })}</p>
      )}
      <Radar parts={h.parts ?? []} tier={h.tier} />
      <PartList health={h} />
      <Raise health={h} />
      <Months health={h} />
      {ladder}
    </div>
  );
}

function Temperature({ health: h }: { health: CustomerHealth }) {
  const t = useT();
  const f = useFormat();
  const v = h.temperature;
  if (!v) return null;
  const Icon = { warming: Flame, steady: Minus, cooling: Snowflake }[v.word];
  const tone = ({ warming: 'good', steady: 'plain', cooling: 'attention' } as const)[v.word];
  return (
    <span className="row tight">
      <Tag tone={tone}>
        <Icon size={13} aria-hidden /> {t(`health.temperature.${v.word}`)} {v.points > 0 ? '+' : ''}
        {f.number(v.points)}
      </Tag>
      <How topic="temperature" />
    </span>
  );
}

function PartList({ health: h }: { health: CustomerHealth }) {
  const t = useT();
  return (
    <ul className="health-parts">
      {(h.parts ?? []).map((p) => (
        <li key={p.name}>
          <span>{word(t, `health.part.${p.name}`, p.name)}</span>
          {p.points === undefined ? (
            <span className="muted">{t('health.missing')}</span>
          ) : (
            <span>
              <span className="strong">{p.points}</span>
              {p.tier !== undefined && <span className="muted"> / {p.tier}</span>}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Raise says what would raise the index most, and what to find out. */
function Raise({ health: h }: { health: CustomerHealth }) {
  const t = useT();
  const parts = h.parts ?? [];
  const missing = parts.find((p) => p.points === undefined && p.weight > 0);
  return (
    <section className="stack tight">
      <h3>{t('health.raise')}</h3>
      <ul className="stack tight">
        {best(parts).map((p) => (
          <li key={p.name}>
            {word(t, `health.raise.${p.name}`, p.name)} <span className="muted">{t('health.room', { n: p.room })}</span>
          </li>
        ))}
        {missing && <li>{word(t, `health.ask.${missing.name}`, missing.name)}</li>}
      </ul>
    </section>
  );
}
