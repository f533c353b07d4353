import { Button, Checkbox, Input, InputNumber, Select } from 'antd';
import { Bookmark, Columns3, Filter, Search, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { CustomerRow } from '@/api/types';
import { choice, list, useUrl } from '@/app/url';
import { Choice } from '@/design/Choice';
import { Float } from '@/design/Float';
import type { Column } from '@/design/Table';
import { useSession } from '@/app/session';
import { useT } from '@/i18n';
import { active, filterNames, risks, stages, tiers, viewOf, whos } from './filters';
import { usual } from './columns';
import { ViewMenu } from './ViewMenu';

interface Props {
  all: Column<CustomerRow>[];
  shown: string[];
}

/** FilterBar holds search, filters, views and columns; all of it lives in the address. */
export function FilterBar({ all, shown }: Props) {
  const t = useT();
  const url = useUrl();
  const chosen = (name: string) => url.get(name).split(',').filter(Boolean);
  const clear = Object.fromEntries(filterNames.map((n) => [n, undefined]));
  const multi = (name: string, label: string, options: { value: string; label: string }[]) => (
    <Select
      mode="multiple"
      aria-label={label}
      placeholder={label}
      value={list(url.get(name), options.map((o) => o.value))}
      options={options}
      onChange={(values: string[]) => url.set({ [name]: values })}
      maxTagCount={1}
      allowClear
      showSearch={false}
      className="filter"
      popupMatchSelectWidth={180}
    />
  );
  return (
    <div className="filters">
      <SearchBox />
      {multi('stage', t('col.stage'), stages.map((s) => ({ value: s, label: t(`stage.${s}`) })))}
      {multi('tier', t('col.tier'), tiers.map((s) => ({ value: s, label: t(`tier.${s}.long`) })))}
      {multi('risk', t('col.risk'), risks.map((s) => ({ value: s, label: t(`risk.${s}`) })))}
      <MoreFilters />
      {(active(url.params) > 0 || url.get('q')) && (
        <Button type="text" icon={<X size={14} aria-hidden />} onClick={() => url.set(clear)}>
          {t('filter.clear')}
        </Button>
      )}
      <span className="grow" />
      <Float
        side="below-end"
        label={t('table.columns')}
        buttonClass="word-button"
        worded
        button={
          <>
            <Columns3 size={15} aria-hidden />
            {t('table.columns')}
          </>
        }
      >
        <div className="float-pad">
          <Checkbox.Group
            value={shown}
              onChange={(ids) => {
                const next = all.filter((c) => c.fixed || ids.includes(c.id)).map((c) => c.id);
                url.set({ columns: next.join() === usual.join() ? undefined : next });
              }}
            className="column-choice"
            options={all.map((c) => ({ value: c.id, label: c.title, disabled: c.fixed }))}
          />
        </div>
      </Float>
      <ViewMenu current={viewOf(url.params)} icon={<Bookmark size={15} aria-hidden />} key={chosen('view').join()} />
    </div>
  );
}

/** SearchBox writes to the address a moment after the last key, so that each letter is no request. */
function SearchBox() {
  const t = useT();
  const url = useUrl();
  const q = url.get('q');
  const [text, setText] = useState(q);
  useEffect(() => setText(q), [q]);
  useEffect(() => {
    if (text === q) return;
    const wait = window.setTimeout(() => url.set({ q: text.trim() || undefined }), 200);
    return () => window.clearTimeout(wait);
  }, [text, q, url]);
  return (
    <Input
      className="search-filter"
      prefix={<Search size={15} aria-hidden />}
      placeholder={t('customers.search')}
      aria-label={t('customers.search')}
      value={text}
      allowClear
      onChange={(e) => setText(e.target.value)}
    />
  );
}

function MoreFilters() {
  const t = useT();
  const url = useUrl();
  const { workspace } = useSession();
  const count = ['minRevenue', 'minOrders', 'orderedAfter', 'orderedBefore', 'city', 'who'].filter((n) => url.get(n)).length;
  const number = (name: string, label: string, suffix?: string) => (
    <label className="field">
      <span>{label}</span>
      <InputNumber
        min={0}
        value={url.get(name) ? Number(url.get(name)) : null}
        onChange={(v) => url.set({ [name]: v === null ? undefined : String(v) })}
        suffix={suffix}
        style={{ width: '100%' }}
      />
    </label>
  );
  const day = (name: string, label: string) => (
    <label className="field">
      <span>{label}</span>
      <Input type="date" value={url.get(name)} onChange={(e) => url.set({ [name]: e.target.value || undefined })} />
    </label>
  );
  return (
    <Float
      label={t('filter.more')}
      buttonClass="word-button"
        worded
      button={
        <>
          <Filter size={15} aria-hidden />
          {count ? t('filter.moreCount', { n: count }) : t('filter.more')}
        </>
      }
    >
      <div className="more-filters float-pad">
        <Choice
          small
          label={t('filter.who')}
          value={choice(url.get('who'), whos)}
          onChange={(who) => url.set({ who: who === 'persons' ? undefined : who })}
          options={whos.map((w) => ({ value: w, label: t(`filter.who.${w}`) }))}
        />
        {number('minOrders', t('filter.minOrders'))}
        {number('minRevenue', t('filter.minRevenue'), workspace.currency)}
        {day('orderedAfter', t('filter.orderedAfter'))}
        {day('orderedBefore', t('filter.orderedBefore'))}
        <label className="field">
          <span>{t('trait.city')}</span>
          <Input defaultValue={url.get('city')} onBlur={(e) => url.set({ city: e.target.value.trim() })} onPressEnter={(e) => url.set({ city: e.currentTarget.value.trim() })} />
        </label>
      </div>
    </Float>
  );
}
