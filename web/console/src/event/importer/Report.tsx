import { Button } from 'antd';
import { useNavigate } from 'react-router';
import { Bar } from '@/design/Bar';
import { Figure, Figures } from '@/design/Figure';
import { FaultNote, Note } from '@/design/Notes';
import { Panel } from '@/design/Panel';
import { digitsOf } from '@/format/format';
import { useFormat } from '@/format/useFormat';
import { useT, word } from '@/i18n';
import { useCancel, useRun, type Import, type Outcome } from './api';

/** Report shows what a dry run found, then how the import goes and what it did. */
export function Report({ file: i, onBack }: { file: Import; onBack: () => void }) {
  const t = useT();
  const f = useFormat();
  const run = useRun(i.id);
  const navigate = useNavigate();
  const r = i.result;
  const shown = r && !i.progress ? r : undefined;
  const resume = (
    <Button loading={run.isPending} onClick={() => run.mutate(undefined)}>
      {t('report.resume')}
    </Button>
  );
  return (
    <div className="stack">
      {i.progress && <Working file={i} />}
      {i.state === 'failed' && (
        <Note tone="harm" title={t('report.failed')} action={resume}>
          {i.fault && <p>{word(t, `import.fault.${i.fault.reason}`, i.fault.message)}</p>}
          {t('report.failed.text')}
        </Note>
      )}
      {i.state === 'cancelled' && (
        <Note tone="attention" title={t('report.stopped')} action={resume}>
          {t('report.stopped.text')}
        </Note>
      )}
      {i.state === 'done' && r && (
        <Note tone="good" title={t('report.done', { count: r.taken, n: f.number(r.taken) })} action={<Button onClick={() => void navigate('/customers')}>{t('report.see')}</Button>}>
          <Made result={r} />
          {t('report.done.text')}
        </Note>
      )}
      {shown && (
        <Figures>
          <Figure name={t('report.rowsRead')} value={f.number(shown.rows)} note={t('report.rowsRead.note')} />
          <Figure name={t(shown.dryRun ? 'report.willTake' : 'import.taken')} value={f.number(shown.taken)} note={t('report.taken.note')} />
          <Figure name={t('import.already')} value={f.number(shown.already)} note={t('report.already.note')} />
          <Figure name={t(shown.dryRun ? 'report.willRefuse' : 'import.refused')} value={f.number(shown.refused)} note={shown.refused > 0 ? t('report.refused.note') : undefined} />
        </Figures>
      )}
      {shown && (shown.reasons?.length ?? 0) > 0 && <Reasons result={shown} />}
      {i.state === 'checked' && r && (
        <>
          {run.isError && <FaultNote error={run.error} kept={t('report.kept')} />}
          <div className="row apart">
            <Button onClick={onBack}>{t('report.back')}</Button>
            <Button type="primary" size="large" loading={run.isPending} disabled={r.taken === 0} onClick={() => run.mutate(undefined)}>
              {r.taken === 0 ? t('report.nothing') : t('report.run', { count: r.taken, n: f.number(r.taken) })}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}

/** Working shows how far a dry run or import has come; the page may be left meanwhile. */
function Working({ file: i }: { file: Import }) {
  const t = useT();
  const f = useFormat();
  const cancel = useCancel(i.id);
  const p = i.progress;
  if (!p) return null;
  return (
    <Panel
      title={t(i.state === 'checking' ? 'report.checking' : 'report.running')}
      extra={
        <Button size="small" loading={cancel.isPending} onClick={() => cancel.mutate(undefined)}>
          {t('report.stop')}
        </Button>
      }
    >
      <div role="status">
        <Bar share={p.percent / 100} label={t('report.progress')} />
        <p className="muted">
          {t(`report.phase.${p.phase}`)} · {t('report.rowsSoFar', { count: p.rows, n: f.number(p.rows) })}
          {p.leftSeconds > 0 && ` · ${t('report.left', { time: f.duration(p.leftSeconds) })}`}
        </p>
        <p className="muted">{t('report.leave')}</p>
      </div>
    </Panel>
  );
}

/** Made says what the taken rows came to. */
function Made({ result: r }: { result: Outcome }) {
  const t = useT();
  const f = useFormat();
  const m = r.made;
  const revenue = Object.entries(m.revenue ?? {}).map(([currency, decimal]) =>
    f.money({ minor: Math.round(Number(decimal) * 10 ** digitsOf(currency)), currency }),
  );
  return (
    <>
      {m.orders + m.updated > 0 && (
        <p>
          {t('report.made', { orders: f.number(m.orders), lines: f.number(m.lines), refunds: f.number(m.refunds), revenue: f.enumerate(revenue) })}
          {m.first && m.last && `, ${t('report.span', { first: f.day(m.first), last: f.day(m.last) })}`}
        </p>
      )}
      {m.orders + m.updated === 0 && m.persons > 0 && <p>{t('report.madePersons', { n: f.number(m.persons) })}</p>}
    </>
  );
}

function Reasons({ result: r }: { result: Outcome }) {
  const t = useT();
  const f = useFormat();
  return (
    <Panel title={t('report.reasons')} hint={t('report.reasons.hint')} flush>
      <div className="table-scroll" tabIndex={0} role="region" aria-label={t('report.reasons')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('col.reason')}</th>
              <th scope="col" className="numeric">
                {t('report.rowsCount')}
              </th>
              <th scope="col">{t('report.examples')}</th>
            </tr>
          </thead>
          <tbody>
            {r.reasons?.map((x) => (
              <tr key={x.reason}>
                <td className="strong">{word(t, `import.reason.${x.reason}`, x.reason)}</td>
                <td className="numeric">{f.number(x.count)}</td>
                <td className="muted">
                  {(x.examples ?? []).map((e) => t(e.column ? 'report.example' : 'report.exampleRow', { row: f.number(e.row), column: e.column })).join(' · ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
