import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useCan } from '@/app/session';
import { Bar } from '@/design/Bar';
import { Bones } from '@/design/Bone';
import { Empty, FaultNote } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { When } from '@/format/When';
import { useFormat } from '@/format/useFormat';
import { useLanguage, useT, word } from '@/i18n';
import { useRemoveTag, useTag, useTagVersions, type Tag } from './api';
import { Standing, told, Trouble, valued } from './parts';

const TagDialog = lazy(async () => ({ default: (await import('./TagDialog')).TagDialog }));

/** TagPage shows a tag: what it says, how its values lie, who answers for it and what it said before. */
export function TagPage() {
  const { id = '' } = useParams();
  const t = useT();
  const l = useLanguage();
  const navigate = useNavigate();
  const may = useCan('tags:write');
  const tag = useTag(id);
  const remove = useRemoveTag(id);
  const [changing, setChanging] = useState(false);
  const [sure, setSure] = useState(false);
  const x = tag.data;
  if (tag.isError)
    return (
      <Page title={t('tag.page')}>
        <FaultNote error={tag.error} retry={() => void tag.refetch()} />
      </Page>
    );
  if (!x)
    return (
      <Page title={t('tag.page')}>
        <Bones lines={6} />
      </Page>
    );
  return (
    <Page
      title={told(x.name, l)}
      hint={told(x.description, l) || (l === 'zh' ? x.chinese : x.english)}
      actions={
        may && (
          <>
            <Button danger={sure} loading={remove.isPending} onBlur={() => setSure(false)} onClick={() => (sure ? remove.mutate(undefined, { onSuccess: () => void navigate('/customers/tags') }) : setSure(true))}>
              {t(sure ? 'tag.remove.sure' : 'tag.remove')}
            </Button>
            <Button type="primary" onClick={() => setChanging(true)}>
              {t('tag.change')}
            </Button>
          </>
        )
      }
    >
      <div className="stack">
        {remove.isError && <FaultNote error={remove.error} />}
        <Trouble tag={x} />
        <Panel title={t('tag.what')}>
          <div className="stack tight">
            <p>{(l === 'zh' ? x.chinese : x.english) || t('tag.unread')}</p>
            {x.rule.text && <code className="condition-text">{x.rule.text}</code>}
            <p className="muted">{t('tag.useIt', { field: `tag.${x.key}` })}</p>
          </div>
        </Panel>
        <Spread tag={x} />
        <Particulars tag={x} />
        <Versions tag={x} />
      </div>
      {changing && (
        <Suspense>
          <TagDialog tag={x} onClose={() => setChanging(false)} onDone={() => setChanging(false)} />
        </Suspense>
      )}
    </Page>
  );
}

/** Spread shows how the values lie, as of the last run. */
function Spread({ tag: x }: { tag: Tag }) {
  const t = useT();
  const f = useFormat();
  const l = useLanguage();
  const values = x.counts?.values ?? [];
  return (
    <Panel title={t('tag.spread')} hint={t('tag.spread.hint', { n: f.number(x.known), of: f.number(x.customers) })}>
      {values.length === 0 && <Empty title={t('tag.spread.none')} />}
      {x.values === 'number' && x.known > 0 && (
        <p className="muted">{t('tag.spread.mean', { mean: f.number(x.counts?.mean ?? 0, 2), least: f.number(x.counts?.least ?? 0, 2), most: f.number(x.counts?.most ?? 0, 2) })}</p>
      )}
      {values.length > 0 && (
        <table className="table plain">
          <thead>
            <tr>
              <th scope="col">{t('tag.value')}</th>
              <th scope="col">{t('tag.share')}</th>
              <th scope="col" className="numeric">{t('tag.customers')}</th>
            </tr>
          </thead>
          <tbody>
            {values.slice(0, 24).map((v) => (
              <tr key={v.value}>
                <td>{x.values === 'number' ? t('tag.from', { n: v.value }) : valued(t, l, v)}</td>
                <td>
                  <Bar share={x.known ? v.customers / x.known : 0} label={valued(t, l, v)} />
                </td>
                <td className="numeric">{f.number(v.customers)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function Particulars({ tag: x }: { tag: Tag }) {
  const t = useT();
  const l = useLanguage();
  const rows: [string, React.ReactNode][] = [
    [t('tag.owner'), x.owner],
    [t('tag.purpose'), told(x.purpose, l)],
    [t('tag.basis'), word(t, `tag.basis.${x.basis}`, x.basis)],
    [t('tag.freshness'), word(t, `tag.freshness.${x.freshness}`, x.freshness)],
    [t('tag.zone'), word(t, `tag.zone.${x.zone}`, x.zone)],
    [t('tag.asOf'), <Standing key="s" tag={x} />],
    [t('tag.inPortrait'), x.portrait ? t('tag.yes') : t('tag.no')],
  ];
  return (
    <Panel title={t('tag.particulars')}>
      <table className="table plain">
        <tbody>
          {rows.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Versions({ tag: x }: { tag: Tag }) {
  const t = useT();
  const versions = useTagVersions(x.id, x.version);
  return (
    <Panel title={t('tag.versions')}>
      {versions.isPending && <Bones lines={2} />}
      <ul className="stack tight">
        {versions.data?.items.map((v) => (
          <li key={v.version} className="stack tight">
            <span>
              <span className="strong">{t('tag.version', { n: v.version })}</span>{' '}
              <span className="muted">
                <When at={v.at} /> · {v.by}
              </span>
            </span>
            {v.definition.rule.text && <code className="condition-text">{v.definition.rule.text}</code>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
