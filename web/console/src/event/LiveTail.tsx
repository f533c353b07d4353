import { Button } from 'antd';
import { Pause, Play } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { address } from '@/api/client';
import { Channel, Tag } from '@/design/Badge';
import { Mark } from '@/design/Mark';
import { Panel } from '@/design/Panel';
import { useFormat } from '@/format/useFormat';
import { useT, word } from '@/i18n';
import type { Source, TailLine } from './api';

const keep = 100;

/** LiveTail shows a source's events as they arrive, newest first. */
export function LiveTail({ source }: { source: Source }) {
  const t = useT();
  const [paused, setPaused] = useState(false);
  const { events, state, missed } = useTail(source.id, paused);
  const tone = paused ? 'plain' : state === 'open' ? 'good' : 'attention';
  return (
    <Panel
      title={t('tail.title')}
      hint={t('tail.hint')}
      extra={
        <div className="row">
          <span role="status">
            <Tag tone={tone}>{t(paused ? 'tail.paused' : `tail.${state}`)}</Tag>
          </span>
          <Button size="small" onClick={() => setPaused(!paused)} icon={paused ? <Play size={14} aria-hidden /> : <Pause size={14} aria-hidden />}>
            {t(paused ? 'tail.resume' : 'tail.pause')}
          </Button>
        </div>
      }
    >
      {events.length === 0 ? (
        <div className="tail-empty">
          <Mark size={32} />
          <p className="muted">{t('tail.none')}</p>
        </div>
      ) : (
        <ul className="tail" aria-label={t('tail.title')}>
          {events.map((e) => (
            <TailRow key={e.id} event={e} />
          ))}
        </ul>
      )}
      {missed > 0 && <p className="faint small tail-missed">{t('tail.missed', { count: missed, n: missed })}</p>}
    </Panel>
  );
}

function TailRow({ event: e }: { event: TailLine }) {
  const t = useT();
  const f = useFormat();
  return (
    <li>
      <details>
        <summary>
          <time className="faint mono" dateTime={e.time} title={f.exact(e.time)}>
            {f.clock(e.time)}
          </time>
          <Tag tone={e.reason ? 'attention' : 'plain'}>{e.reason ? t('tail.refused') : e.type}</Tag>
          <span className="grow truncate">
            {e.name || t('tail.unnamed')}
            {e.reason && <span className="muted"> · {word(t, `quarantine.reason.${e.reason}`, e.reason)}</span>}
          </span>
          <Channel channel={e.channel} />
        </summary>
        {e.reason ? (
          <p className="tail-refused">
            <Link to={`/data/quarantine?open=${e.id}`}>{t('tail.mend')}</Link>
          </p>
        ) : (
          <pre className="mono">{JSON.stringify(e.body ?? {}, null, 2)}</pre>
        )}
      </details>
    </li>
  );
}

/** useTail keeps a stream open while it is watched; the browser joins again by itself. */
function useTail(id: string, paused: boolean) {
  const [events, setEvents] = useState<TailLine[]>([]);
  const [state, setState] = useState<'connecting' | 'open' | 'lost'>('connecting');
  const [missed, setMissed] = useState(0);
  const waiting = useRef<TailLine[]>([]);
  useEffect(() => {
    if (paused) return;
    const stream = new EventSource(address(`/sources/${id}/tail`));
    let frame = 0;
    // A burst of thousands of events is drawn once a frame, not once an event.
    const show = () => {
      frame = 0;
      const fresh = waiting.current.splice(0).reverse();
      setEvents((before) => [...fresh, ...before].slice(0, keep));
    };
    const add = (line: TailLine) => {
      waiting.current.push(line);
      if (waiting.current.length > keep) waiting.current.splice(0, waiting.current.length - keep);
      frame ||= requestAnimationFrame(show);
    };
    stream.onopen = () => setState('open');
    stream.onerror = () => setState('lost');
    stream.addEventListener('event', (m: MessageEvent<string>) => add(JSON.parse(m.data) as TailLine));
    stream.addEventListener('refused', (m: MessageEvent<string>) => {
      const r = JSON.parse(m.data) as TailLine & { receivedAt: string };
      add({ ...r, time: r.receivedAt, type: 'refused' });
    });
    stream.addEventListener('missed', (m: MessageEvent<string>) => setMissed((n) => n + (JSON.parse(m.data) as { count: number }).count));
    return () => {
      stream.close();
      cancelAnimationFrame(frame);
      setState('connecting');
    };
  }, [id, paused]);
  return { events, state, missed };
}
