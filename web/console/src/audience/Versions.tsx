import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { useCan } from '@/app/session';
import { Bones } from '@/design/Bone';
import { FaultNote } from '@/design/Notes';
import { Panel } from '@/design/Panel';
import { When } from '@/format/When';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import { useVersions, type Audience } from './api';

const shown = 5;

/** Versions are the conditions that an audience had; an earlier one can be taken up again in the editor. */
export function Versions({ audience: x }: { audience: Audience }) {
  const t = useT();
  const f = useFormat();
  const may = useCan('audiences:write');
  const versions = useVersions(x.id, x.version);
  const [all, setAll] = useState(false);
  const items = versions.data?.items ?? [];
  return (
    <Panel title={t('audience.versions')}>
      {versions.isPending && <Bones lines={3} />}
      {versions.isError && <FaultNote error={versions.error} />}
      <ul className="versions">
        {(all ? items : items.slice(0, shown)).map((v) => (
          <li key={v.version} className="stack tight">
            <div className="row apart">
              <span>
                <span className="strong">{t('audience.version', { n: v.version })}</span>{' '}
                <span className="muted">
                  <When at={v.at} /> · {v.by}
                </span>
              </span>
              {may && v.version !== x.version && <Link to={`/audiences/${x.id}/edit?${new URLSearchParams({ from: v.text }).toString()}`}>{t('audience.version.take')}</Link>}
            </div>
            <code className="condition-text">{v.text}</code>
          </li>
        ))}
      </ul>
      {items.length > shown && (
        <Button size="small" type="text" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('behaviour.fewer') : t('behaviour.all', { n: f.number(items.length) })}
        </Button>
      )}
    </Panel>
  );
}
