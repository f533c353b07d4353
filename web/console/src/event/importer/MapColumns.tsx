import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useSession } from '@/app/session';
import { Tag } from '@/design/Badge';
import { FaultNote, Note } from '@/design/Notes';
import { Panel } from '@/design/Panel';
import { useFormat } from '@/format/useFormat';
import { useT, word } from '@/i18n';
import { useCheck, type Import } from './api';
import { missing, sampleOf, traits } from './fields';

/** zones gives every time zone that the browser knows. */
const zones = () => Intl.supportedValuesOf('timeZone');

/** MapColumns asks which column is which; what was guessed is filled in and marked. */
export function MapColumns({ file: i, onChecked }: { file: Import; onChecked: () => void }) {
  const t = useT();
  const f = useFormat();
  const { workspace } = useSession();
  const check = useCheck(i.id);
  const [map, setMap] = useState<Record<string, string>>(() => (i.plan.map && Object.keys(i.plan.map).length ? i.plan.map : (i.guess ?? {})));
  const [currency, setCurrency] = useState(i.plan.currency || workspace.currency);
  const [dates, setDates] = useState<NonNullable<Import['plan']['dates']> | ''>(i.plan.dates ?? '');
  const [timeZone, setTimeZone] = useState(i.plan.timeZone || workspace.timeZone);
  const columns = i.columns ?? [];
  const sample = i.sample ?? [];
  const lacking = missing(i.kind, map);
  const name = (field: string) => (field.startsWith('trait.') ? t('field.trait', { name: field.slice(6) }) : word(t, `field.${field}`, field));
  const asked = [...new Set([...(i.fields ?? []), ...Object.keys(map)])];
  const others = i.kind === 'customers' ? traits(columns, map) : [];
  const choose = (field: string, column?: string) => {
    const next = { ...map };
    if (column) next[field] = column;
    else delete next[field];
    setMap(next);
  };
  const go = () =>
    check.mutate({ map, currency: i.kind === 'orders' ? currency : undefined, timeZone, dates: dates || undefined, decimal: i.plan.decimal || undefined }, { onSuccess: onChecked });
  return (
    <div className="stack">
      <Panel title={t('map.title')} hint={t('map.hint')} flush>
        <div className="table-scroll" tabIndex={0} role="region" aria-label={t('map.title')}>
          <table className="table map-table">
            <thead>
              <tr>
                <th scope="col">{t('map.field')}</th>
                <th scope="col">{t('map.column')}</th>
                <th scope="col">{t('map.sample')}</th>
              </tr>
            </thead>
            <tbody>
              {asked.map((field) => (
                <tr key={field}>
                  <th scope="row">
                    <span className="strong">{name(field)}</span>
                    {lacking.includes(field) && <Tag tone="attention">{t('map.needed')}</Tag>}
                    <span className="muted block">{word(t, `field.${field}.help`, '')}</span>
                  </th>
                  <td>
                    <Select
                      aria-label={t('map.columnFor', { field: name(field) })}
                      value={map[field]}
                      onChange={(column: string | undefined) => choose(field, column)}
                      options={columns.map((c) => ({ value: c, label: c }))}
                      allowClear
                      showSearch
                      placeholder={t('map.none')}
                      style={{ width: '100%', minWidth: 180 }}
                    />
                    {map[field] && map[field] === i.guess?.[field] && <span className="faint small">{t('map.guessed')}</span>}
                  </td>
                  <td className="muted">{map[field] ? sampleOf(columns, sample, map[field]).join(' · ') : ''}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {others.length > 0 && (
          <div className="map-others">
            <p className="muted">{t('map.others')}</p>
            <div className="row tight">
              {others.map((c) => (
                <Button key={c} size="small" onClick={() => choose(`trait.${c}`, c)}>
                  + {c}
                </Button>
              ))}
            </div>
          </div>
        )}
      </Panel>
      <Panel title={t('map.settings')}>
        <div className="grid-2">
          <label className="field">
            <span>{t('workspace.timeZone')}</span>
            <Select value={timeZone} onChange={setTimeZone} showSearch options={zones().map((z) => ({ value: z, label: z }))} aria-label={t('workspace.timeZone')} />
            <span className="faint small">{t('map.zone.help')}</span>
          </label>
          <label className="field">
            <span>{t('map.dates')}</span>
            <Select
              value={dates}
              onChange={setDates}
              aria-label={t('map.dates')}
              options={[
                { value: '', label: t('map.dates.auto') },
                { value: 'dmy', label: t('map.dates.dmy') },
                { value: 'mdy', label: t('map.dates.mdy') },
              ]}
            />
            <span className="faint small">{t('map.dates.help')}</span>
          </label>
          {i.kind === 'orders' && (
            <label className="field">
              <span>{t('workspace.currency')}</span>
              <Input value={currency} maxLength={3} onChange={(e) => setCurrency(e.target.value.toUpperCase())} />
              <span className="faint small">{t('map.currency.help')}</span>
            </label>
          )}
        </div>
      </Panel>
      {i.fault && <Note tone="harm" title={t('report.failed')}>{word(t, `import.fault.${i.fault.reason}`, i.fault.message)}</Note>}
      {lacking.length > 0 && (
        <Note tone="attention">{t('map.missing', { fields: f.list(lacking.map(name)) })}</Note>
      )}
      {check.isError && <FaultNote error={check.error} kept={t('map.kept')} />}
      <div className="row apart">
        <span className="muted">{t('map.next')}</span>
        <Button type="primary" size="large" disabled={lacking.length > 0} loading={check.isPending} onClick={go}>
          {t('map.check')}
        </Button>
      </div>
    </div>
  );
}
