import { Tag } from '@/design/Badge';
import { Panel } from '@/design/Panel';
import { sentence } from '@/format/sentence';
import { useFormat } from '@/format/useFormat';
import { useT, word } from '@/i18n';
import type { FittedModel } from './api';

/** ModelCard says what a model is for, what its parameters mean here, and the numbers for who checks them. */
export function ModelCard({ model: m }: { model: FittedModel }) {
  const t = useT();
  const f = useFormat();
  const key = m.name.replace(/[^a-z]/g, '');
  const said = (m.meaning ?? []).map((r) => sentence(t, f, 'meaning', r.code, r.params)).filter((s) => s !== undefined);
  return (
    <Panel
      title={
        <>
          {word(t, `model.${key}`, m.name)}
          {m.chosen && <Tag tone="accent">{t('model.chosen')}</Tag>}
        </>
      }
      hint={word(t, `model.${key}.for`, '')}
    >
      {m.reason ? (
        <p className="prose">{sentence(t, f, 'refusal', m.reason.code, m.reason.params) ?? t('refusal.general')}</p>
      ) : (
        <div className="stack">
          {said.length > 0 && (
            <ul className="meaning">
              {said.map((s) => (
                <li key={s}>{s}</li>
              ))}
            </ul>
          )}
          <dl className="facts spread">
            {Object.entries(m.parameters).map(([name, value]) => (
              <div key={name} style={{ display: 'contents' }}>
                <dt>{word(t, `parameter.${name}`, name)}</dt>
                <dd className="mono">{value.toPrecision(5)}</dd>
              </div>
            ))}
            <dt>{t('model.likelihood')}</dt>
            <dd className="mono">{f.number(m.logLikelihood, 4)}</dd>
            <dt>{t('model.customers')}</dt>
            <dd>{f.number(m.customers)}</dd>
          </dl>
        </div>
      )}
    </Panel>
  );
}
