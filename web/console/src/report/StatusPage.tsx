import { Tag } from '@/design/Badge';
import { Bones } from '@/design/Bone';
import { Figure, Figures } from '@/design/Figure';
import { FaultNote, Note } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { When } from '@/format/When';
import { useFormat } from '@/format/useFormat';
import { useDataTabs } from '@/event/tabs';
import { useT, word } from '@/i18n';
import { useStatus, type Status } from './api';
import { Backups } from './Backups';
import './report.css';

/** Followers may lag by this many events before we say that they are behind: a moment's work. */
const fine = 1000;

/** StatusPage shows whether events come in and whether everything behind keeps up. */
export function StatusPage() {
  const t = useT();
  const status = useStatus();
  return (
    <Page title={t('status.title')} hint={t('status.hint')} tabs={useDataTabs()}>
      {status.isError && <FaultNote error={status.error} retry={() => void status.refetch()} />}
      {status.isPending && (
        <div className="stack">
          <Figures loading count={4} />
          <Panel>
            <Bones lines={6} gap={20} />
          </Panel>
        </div>
      )}
      {status.data && <Loaded data={status.data} />}
    </Page>
  );
}

function Loaded({ data: s }: { data: Status }) {
  const t = useT();
  const f = useFormat();
  const behind = (s.followers ?? []).filter((x) => x.backlog > fine);
  const bytes = (s.sizes ?? []).reduce((n, x) => n + x.bytes, 0);
  return (
    <div className="stack">
      {behind.length > 0 ? (
        <Note tone="attention" title={t('status.behind')}>
          {t('status.behind.text')}
        </Note>
      ) : (
        <Note tone="good" title={t('status.fine')}>
          {t('status.fine.text')}
        </Note>
      )}
      <Figures>
        <Figure name={t('status.rate')} value={f.number(s.intake.perSecond, s.intake.perSecond < 10 ? 1 : 0)} note={t('status.rate.note')} />
        <Figure name={t('status.day')} value={f.number(s.intake.last24h)} note={t('status.quarantined', { count: s.intake.quarantined24h, n: f.number(s.intake.quarantined24h) })} />
        <Figure name={t('status.log')} value={f.number(s.log.events)} note={s.log.firstAt ? t('status.since', { day: f.day(s.log.firstAt) }) : undefined} />
        <Figure name={t('status.disk')} value={f.bytes(bytes)} note={t('status.version', { version: s.version })} />
      </Figures>
      <div className="grid-2">
        <Panel title={t('status.followers')} hint={t('status.followers.hint')} flush>
          <div className="table-scroll" tabIndex={0} role="region" aria-label={t('status.followers')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('col.part')}</th>
                <th scope="col">{t('col.state')}</th>
                <th scope="col" className="numeric">{t('status.backlog')}</th>
                <th scope="col" className="numeric">{t('status.skipped')}</th>
              </tr>
            </thead>
            <tbody>
              {(s.followers ?? []).map((x) => (
                <tr key={x.name}>
                  <td className="strong">{word(t, `follower.${x.name}`, x.name)}</td>
                  <td>
                    <Tag tone={x.backlog > fine ? 'attention' : 'good'}>{t(x.backlog > fine ? 'status.late' : 'status.current')}</Tag>
                  </td>
                  <td className="numeric">{f.number(x.backlog)}</td>
                  <td className="numeric">{f.number(x.skipped)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          </div>
        </Panel>
        <Panel title={t('status.sizes')} flush>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('col.part')}</th>
                <th scope="col" className="numeric">{t('col.size')}</th>
              </tr>
            </thead>
            <tbody>
              {(s.sizes ?? []).map((x) => (
                <tr key={x.name}>
                  <td>{word(t, `size.${x.name}`, x.name)}</td>
                  <td className="numeric">{f.bytes(x.bytes)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className="muted status-foot">
            {t('status.started')} <When at={s.startedAt} />
          </p>
        </Panel>
      </div>
      <Backups />
    </div>
  );
}
