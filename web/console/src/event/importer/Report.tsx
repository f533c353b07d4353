import { Button } from 'antd';
import { useNavigate } from 'react-router';
import { Bar } from '@/design/Bar';
import { Figure, Figures } from '@/design/Figure';
import { FaultNote, Note } from '@/design/Notes';
import { Panel } from '@/design/Panel';
import { useFormat } from '@/format/useFormat';
import { useT, word } from '@/i18n';
import { busy, useRun, type Import } from './api';

/** Report shows what a dry run found, then how the import goes and what it did. */
export function Report({ file: i, onBack }: { file: Import; onBack: () => void }) {
  const t = useT();
  const f = useFormat();
  const run = useRun(i.id);
  const navigate = useNavigate();
  const share = i.rows > 0 ? i.done / i.rows : 0;
  const will = i.state === 'checked' || i.state === 'checking';
  return (
    <div className="stack">
      {busy(i) && (
        <Panel title={t(i.state === 'checking' ? 'report.checking' : 'report.running')}>
          <div role="status">
            <Bar share={share} label={t('report.progress')} />
            <p className="muted">
              {t('report.rows', { done: f.number(i.done), rows: f.number(i.rows) })}
              {i.secondsLeft !== undefined && i.secondsLeft > 0 && ` · ${t('report.left', { time: f.duration(i.secondsLeft) })}`}
            </p>
            <p className="muted">{t('report.leave')}</p>
          </div>
        </Panel>
      )}
      {i.state === 'failed' && (
        <Note tone="harm" title={t('report.failed')} action={<Button onClick={() => run.mutate(undefined)}>{t('report.resume')}</Button>}>
          {t('report.failed.text')}
        </Note>
      )}
      {i.state === 'done' && (
        <Note tone="good" title={t('report.done', { count: i.taken, n: f.number(i.taken) })} action={<Button onClick={() => void navigate('/customers')}>{t('report.see')}</Button>}>
          {t('report.done.text')}
        </Note>
      )}
      <Figures>
        <Figure name={t('report.rowsRead')} value={f.number(i.rows)} note={t('report.rowsRead.note')} />
        <Figure name={t(will ? 'report.willTake' : 'import.taken')} value={f.number(i.taken)} note={t('report.taken.note')} />
        <Figure name={t('import.already')} value={f.number(i.already)} note={t('report.already.note')} />
        <Figure name={t(will ? 'report.willRefuse' : 'import.refused')} value={f.number(i.refused)} note={t('report.refused.note')} />
      </Figures>
      {(i.reasons?.length ?? 0) > 0 && <Reasons file={i} />}
      {i.state === 'checked' && (
        <>
          {run.isError && <FaultNote error={run.error} kept={t('report.kept')} />}
          <div className="row apart">
            <Button onClick={onBack}>{t('report.back')}</Button>
            <Button type="primary" size="large" loading={run.isPending} disabled={i.taken === 0} onClick={() => run.mutate(undefined)}>
              {i.taken === 0 ? t('report.nothing') : t('report.run', { count: i.taken, n: f.number(i.taken) })}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}

function Reasons({ file: i }: { file: Import }) {
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
            {i.reasons?.map((r) => (
              <tr key={r.reason}>
                <td className="strong">{word(t, `import.reason.${r.reason}`, word(t, `quarantine.reason.${r.reason}`, r.reason))}</td>
                <td className="numeric">{f.number(r.count)}</td>
                <td className="muted">
                  {(r.examples ?? []).slice(0, 5).map((e) => t(e.column ? 'report.example' : 'report.exampleRow', { row: f.number(e.row), column: e.column })).join(' · ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
