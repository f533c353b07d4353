import { Bell as BellIcon, CircleAlert, CircleCheck } from 'lucide-react';
import { Link } from 'react-router';
import { useCan } from '@/app/session';
import { Bar } from '@/design/Bar';
import { Float } from '@/design/Float';
import { When } from '@/format/When';
import { useFormat } from '@/format/useFormat';
import { useT, word as say } from '@/i18n';
import { useJobs, working, type Job } from './api';
import './job.css';

/** Bell is where work in the background is found again: what runs, how far, what it did. */
export function Bell() {
  const t = useT();
  const may = useCan('jobs:read');
  const jobs = useJobs(may);
  const items = jobs.data?.items ?? [];
  const busy = items.filter(working).length;
  if (!may) return null;
  const word = busy ? t('bell.busy', { count: busy, n: busy }) : t('bell.title');
  return (
    <Float
      side="beside"
      buttonClass="bell-button"
      label={word}
      button={
        <>
          <span className="bell-icon" data-busy={busy > 0 || undefined}>
            <BellIcon size={18} aria-hidden />
          </span>
          <span className="bell-word">{word}</span>
        </>
      }
    >
      <div className="bell float-pad">
        <h3>{t('bell.title')}</h3>
        {items.length === 0 ? (
          <p className="muted">{t('bell.none')}</p>
        ) : (
          <ul>
            {items.slice(0, 8).map((j) => (
              <Row key={j.id} job={j} />
            ))}
          </ul>
        )}
      </div>
    </Float>
  );
}

/** Where the result of a kind of job is seen. */
const pages: Record<string, string> = { import: '/data/imports', 'import-check': '/data/imports', scores: '/data/models', backup: '/data/status', audiences: '/audiences', quality: '/data/quality' };

function Row({ job: j }: { job: Job }) {
  const t = useT();
  const f = useFormat();
  const name = say(t, `job.${j.kind}`, j.kind);
  return (
    <li className="job">
      <div className="row apart">
        <span className="row tight">
          {j.state === 'done' && <CircleCheck size={15} className="job-good" aria-hidden />}
          {j.state === 'failed' && <CircleAlert size={15} className="job-bad" aria-hidden />}
          {j.kind in pages ? <Link to={pages[j.kind]!}>{name}</Link> : <span>{name}</span>}
        </span>
        <span className="muted">{j.finishedAt ? <When at={j.finishedAt} /> : t(`job.state.${j.state}`)}</span>
      </div>
      {working(j) && j.total > 0 && (
        <>
          <Bar share={j.done / j.total} label={name} />
          {j.secondsLeft !== undefined && j.secondsLeft > 0 && <p className="faint small">{t('report.left', { time: f.duration(j.secondsLeft) })}</p>}
        </>
      )}
      {j.state === 'failed' && <p className="muted small">{t('bell.failed')}</p>}
    </li>
  );
}
