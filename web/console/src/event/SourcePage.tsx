import { ChevronLeft, Ellipsis, KeyRound, Power, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useCan } from '@/app/session';
import { NotFound } from '@/app/Fallbacks';
import { Bones } from '@/design/Bone';
import { Code } from '@/design/Code';
import { Ask } from '@/design/Dialog';
import { Menu } from '@/design/Menu';
import { Choice } from '@/design/Choice';
import { FaultNote } from '@/design/Notes';
import { useTitle } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { toast } from '@/design/toast';
import { When } from '@/format/When';
import { useFormat } from '@/format/useFormat';
import { useT, word } from '@/i18n';
import { useChangeSource, useRemoveSource, useReplaceKey, useSources, type Source } from './api';
import { LiveTail } from './LiveTail';
import { snippet, snippetsFor, type Snippet } from './snippets';
import { SourceState } from './SourcesPage';
import './event.css';

/** SourcePage is one source: how to connect it, and what it sends right now. */
export function SourcePage() {
  const t = useT();
  const { id = '' } = useParams();
  const sources = useSources();
  const source = sources.data?.find((s) => s.id === id);
  useTitle(source?.name ?? t('sources.title'));
  if (sources.isSuccess && !source) return <NotFound />;
  return (
    <div className="page">
      <div className="crumb">
        <Link to="/data/sources" className="row tight">
          <ChevronLeft size={16} aria-hidden />
          {t('sources.title')}
        </Link>
        {source && <Actions source={source} />}
      </div>
      {sources.isError && <FaultNote error={sources.error} retry={() => void sources.refetch()} />}
      {sources.isPending && (
        <Panel>
          <Bones lines={8} gap={18} />
        </Panel>
      )}
      {source && <Loaded source={source} />}
    </div>
  );
}

function Loaded({ source: s }: { source: Source }) {
  const t = useT();
  const f = useFormat();
  const [language, setLanguage] = useState<Snippet>();
  const options = snippetsFor(s.kind);
  const shown = options.find((o) => o === language) ?? options[0]!;
  return (
    <>
      <div className="page-head">
        <div className="page-title">
          <div className="row">
            <h1>{s.name}</h1>
            <SourceState source={s} />
          </div>
          <p>
            {word(t, `source.kind.${s.kind}`, s.kind)} · {t('sources.events', { count: s.activity?.events24h ?? 0, n: f.number(s.activity?.events24h ?? 0) })}
            {s.activity?.lastEventAt && (
              <>
                {' · '}
                {t('col.lastEvent')} <When at={s.activity?.lastEventAt} />
              </>
            )}
          </p>
        </div>
      </div>
      <div className="source-columns">
        <Panel title={t('sources.connect')} hint={t(`sources.connect.${shown}`)}>
          <div className="stack">
            {options.length > 1 && (
              <div className="scroll-x">
                <Choice
                  label={t('sources.language')}
                  value={shown}
                  onChange={setLanguage}
                  options={options.map((o) => ({ value: o, label: t(`snippet.${o}`) }))}
                />
              </div>
            )}
            {s.writeKey && (
              <label className="field">
                <span>{t('sources.writeKey')}</span>
                <Code text={s.writeKey} label={t('sources.writeKey')} />
              </label>
            )}
            <Code text={snippet(shown, window.location.origin, s)} label={t(`snippet.${shown}`)} />
          </div>
        </Panel>
        <LiveTail source={s} />
      </div>
    </>
  );
}

function Actions({ source }: { source: Source }) {
  const t = useT();
  const navigate = useNavigate();
  const change = useChangeSource(source.id);
  const drop = useRemoveSource(source.id);
  const replace = useReplaceKey(source.id);
  const [asking, setAsking] = useState<'' | 'replace' | 'remove'>('');
  if (!useCan('sources:write')) return null;
  const toggle = () => change.mutate({ enabled: !source.enabled }, { onSuccess: () => toast(t(source.enabled ? 'sources.turnedOff' : 'sources.turnedOn')) });
  const close = () => setAsking('');
  return (
    <>
      <Menu
        label={t('sources.actions')}
        button={<Ellipsis size={16} aria-hidden />}
        items={[
          { key: 'power', icon: <Power size={15} />, label: t(source.enabled ? 'sources.turnOff' : 'sources.turnOn'), onClick: toggle },
          { key: 'replace', icon: <KeyRound size={15} />, label: t('sources.replace'), onClick: () => setAsking('replace') },
          'line',
          { key: 'remove', danger: true, icon: <Trash2 size={15} />, label: t('action.remove'), onClick: () => setAsking('remove') },
        ]}
      />
      {asking === 'replace' && (
        <Ask
          title={t('sources.replace.title')}
          text={t('sources.replace.text')}
          act={t('sources.replace')}
          busy={replace.isPending}
          fault={replace.isError && <FaultNote error={replace.error} />}
          onAct={() => replace.mutate(undefined, { onSuccess: close })}
          onClose={close}
        />
      )}
      {asking === 'remove' && (
        <Ask
          title={t('sources.remove.title', { name: source.name })}
          text={t('sources.remove.text')}
          act={t('action.remove')}
          danger
          busy={drop.isPending}
          fault={drop.isError && <FaultNote error={drop.error} />}
          onAct={() => drop.mutate(undefined, { onSuccess: () => void navigate('/data/sources') })}
          onClose={close}
        />
      )}
    </>
  );
}
