import { Panel } from '@/design/Panel';
import { digitsOf } from '@/format/format';
import { sentence } from '@/format/sentence';
import { useFormat } from '@/format/useFormat';
import { useT, word } from '@/i18n';
import type { ModelFit } from './api';
import { meanings } from './meaning';

/** ModelCard says what a model is for, what its parameters mean here, and the numbers for who checks them. */
export function ModelCard({ model: m, currency }: { model: ModelFit; currency: string }) {
  const t = useT();
  const f = useFormat();
  const key = m.name.replace(/[^a-z]/g, '');
  const said = meanings(m).map(({ code, params }) => {
    const amount = params.amount === undefined ? undefined : { minor: Math.round(params.amount * 10 ** digitsOf(currency)), currency };
    return sentence(t, f, 'meaning', code, { ...params, amount });
  });
  return (
    <Panel title={word(t, `model.${key}`, m.name)} hint={word(t, `model.${key}.for`, '')}>
      {m.refusal ? (
        <p className="prose">{sentence(t, f, 'refusal', m.refusal.reason, { have: m.refusal.have, need: m.refusal.need }) ?? t('refusal.general')}</p>
      ) : (
        <div className="stack">
          <ul className="meaning">
            {said.map((s) => s && <li key={s}>{s}</li>)}
          </ul>
          <details className="known">
            <summary>{t('model.numbers')}</summary>
            <table className="table plain parameters">
              <thead>
                <tr>
                  <th scope="col">{t('model.parameter')}</th>
                  <th scope="col" className="numeric">
                    {t('model.value')}
                  </th>
                  <th scope="col" className="numeric">
                    {t('model.interval')}
                  </th>
                </tr>
              </thead>
              <tbody>
                {m.parameters?.map((p) => (
                  <tr key={p.name}>
                    <td>{word(t, `parameter.${p.name}`, p.name)}</td>
                    <td className="numeric mono">{p.value.toPrecision(5)}</td>
                    <td className="numeric mono faint">{p.high > p.low ? `${p.low.toPrecision(3)} – ${p.high.toPrecision(3)}` : ''}</td>
                  </tr>
                ))}
                <tr>
                  <td>{t('model.likelihood')}</td>
                  <td className="numeric mono">{f.number(m.logLikelihood, 4)}</td>
                  <td />
                </tr>
                <tr>
                  <td>{t('model.customers')}</td>
                  <td className="numeric mono">{f.number(m.customers)}</td>
                  <td />
                </tr>
              </tbody>
            </table>
          </details>
        </div>
      )}
    </Panel>
  );
}
