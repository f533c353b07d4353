import { Plus, X } from 'lucide-react';
import { useLanguage, useT, word } from '@/i18n';
import { useValues, type CatalogueEvent } from '../api';
import { eventOf, isMoney, label, propertyOf } from '../catalogue';
import { ops, periods, sortOf, takes, valueFor, windowOf, windowSorts, type Kind, type WindowSort } from '../forms';
import type { Condition, Op, Series, Window } from '../tree';
import { useEditing } from './context';
import { opWord } from './FieldEditor';
import { DateBox, Select, SpanBox, ValueBox } from './values';
import { WhereEditor } from './WhereEditor';

interface Props {
  is: Condition;
  series: Series;
  onChange: (is: Condition, key?: string) => void;
}

/** SeriesEditor asks about what a customer did: which events, of which kind, when, followed by what, and what of them is compared. */
export function SeriesEditor({ is, series: s, onChange }: Props) {
  const t = useT();
  const { catalogue } = useEditing();
  const event = eventOf(catalogue, s.event);
  const set = (next: Partial<Series>, key?: string) => onChange({ ...is, series: cleaned({ ...s, ...next }) }, key);
  return (
    <div className="series">
      <div className="words">
        <EventSelect label={t('cond.event')} value={s.event} onChange={(word) => onChange(moved(is, s, word))} />
        <WindowEditor value={s.window} onChange={(window, key) => set({ window }, key)} />
        <TakeEditor is={is} event={event} onChange={onChange} />
      </div>
      <WhereEditor event={event} where={s.where} onChange={(where, key) => set({ where }, key)} />
      <ThenEditor series={s} onChange={set} />
    </div>
  );
}

/** moved asks the same of other events; what only the old ones have is left out. */
function moved(is: Condition, s: Series, event: string): Condition {
  const series = cleaned({ ...s, event, where: undefined });
  return is.property && is.take !== 'exists' ? { series, take: 'exists' } : { ...is, series };
}

/** cleaned leaves out what is not given, as the tree is written. */
function cleaned(s: Series): Series {
  return Object.fromEntries(Object.entries(s).filter(([, v]) => v !== undefined)) as unknown as Series;
}

export function EventSelect({ label: name, value, onChange }: { label: string; value: string; onChange: (word: string) => void }) {
  const language = useLanguage();
  const { catalogue } = useEditing();
  return (
    <Select label={name} value={value} onChange={onChange}>
      {!eventOf(catalogue, value) && <option value={value}>{value}</option>}
      {catalogue.events.map((e) => (
        <option key={e.word} value={e.word}>
          {label(language, e)}
        </option>
      ))}
    </Select>
  );
}

function WindowEditor({ value: w = {}, onChange }: { value?: Window; onChange: (w: Window | undefined, key?: string) => void }) {
  const t = useT();
  const sort = sortOf(w);
  const span = (name: 'from' | 'to') => <SpanBox label={t('cond.window.length')} value={w[name] ?? { days: 30 }} onChange={(s) => onChange({ ...w, [name]: s }, `window.${name}`)} />;
  const day = (name: 'since' | 'until') => <DateBox label={t(`cond.window.${name}.day`)} value={w[name] ?? ''} onChange={(d) => onChange({ ...w, [name]: d }, `window.${name}`)} />;
  return (
    <span className="word-group">
      <Select label={t('cond.window')} value={sort} onChange={(s) => onChange(windowOf(s as WindowSort, w))}>
        {windowSorts.map((s) => (
          <option key={s} value={s}>
            {t(`cond.window.${s}`)}
          </option>
        ))}
      </Select>
      {(sort === 'last' || sort === 'ago') && span('from')}
      {sort === 'ago' && <span className="muted">{t('cond.to')}</span>}
      {(sort === 'earlier' || sort === 'ago') && span('to')}
      {(sort === 'ago' || sort === 'earlier') && <span className="muted">{t('cond.ago')}</span>}
      {sort === 'during' && (
        <Select label={t('cond.window.during')} value={w.during!} onChange={(during) => onChange({ during })}>
          {periods.map((p) => (
            <option key={p} value={p}>
              {t(`cond.period.${p}`)}
            </option>
          ))}
        </Select>
      )}
      {(sort === 'since' || sort === 'between') && day('since')}
      {sort === 'between' && <span className="muted">{t('cond.to')}</span>}
      {(sort === 'until' || sort === 'between') && day('until')}
    </span>
  );
}

/** TakeEditor says what of the events is looked at: whether there is one, how many, the sum of something. */
function TakeEditor({ is, event, onChange }: { is: Condition; event?: CatalogueEvent; onChange: Props['onChange'] }) {
  const t = useT();
  const language = useLanguage();
  const take = takes.find((x) => x.take === is.take) ?? takes[0]!;
  const property = propertyOf(event, is.property);
  const of = kindOf(take, property?.kind);
  const seen = useValues(of === 'text' && event && is.property ? { event: event.word, property: is.property } : undefined);
  const set = (next: typeof take, name?: string) => {
    const wanted = next.property === 'number' ? event?.properties?.filter((p) => p.kind === 'number') : event?.properties;
    const chosen = next.property ? (wanted?.find((p) => p.name === (name ?? is.property)) ?? wanted?.[0]) : undefined;
    const of = kindOf(next, chosen?.kind);
    const op = of && (ops[of].includes(is.op as Op) ? is.op : of === 'number' ? '>=' : ops[of][0]);
    const value = valueFor(of, op, is.value);
    onChange({ series: is.series, take: next.take, ...(chosen && { property: chosen.name }), ...(op && { op }), ...(value !== undefined && { value }) });
  };
  return (
    <span className="word-group">
      <Select label={t('cond.take')} value={take.take} onChange={(v) => set(takes.find((x) => x.take === v)!)}>
        {takes.map((x) => (
          <option key={x.take} value={x.take}>
            {word(t, `cond.series.${x.take}`, x.take)}
          </option>
        ))}
      </Select>
      {take.property && (
        <Select label={t('cond.property')} value={is.property ?? ''} onChange={(name) => set(take, name)}>
          {!property && <option value={is.property ?? ''}>{is.property}</option>}
          {event?.properties
            ?.filter((p) => take.property === 'any' || p.kind === 'number')
            .map((p) => (
              <option key={p.name} value={p.name}>
                {label(language, p)}
              </option>
            ))}
        </Select>
      )}
      {of && (
        <Select label={t('cond.compare')} value={is.op ?? ''} onChange={(op) => onChange({ ...is, op: op as Op, value: valueFor(of, op as Op, is.value) })}>
          {ops[of].map((op) => (
            <option key={op} value={op}>
              {opWord(t, op, of)}
            </option>
          ))}
        </Select>
      )}
      <ValueBox
        label={t('cond.value', { what: word(t, `cond.series.${take.take}`, take.take) })}
        of={of}
        op={is.op}
        value={is.value}
        money={!!is.property && take.take !== 'distinct' && isMoney(is.property)}
        values={property?.values?.length ? property.values : seen.data?.items}
        whole={/DaysAgo$|^count$|^days$|^distinct$/.test(take.take)}
        onChange={(value) => onChange({ ...is, value }, 'value')}
      />
    </span>
  );
}

const kindOf = (take: (typeof takes)[number], property?: Kind): Kind | undefined => (take.take === 'first' || take.take === 'last' ? property : take.of);

/** ThenEditor asks whether another event follows within a time. */
function ThenEditor({ series: s, onChange }: { series: Series; onChange: (next: Partial<Series>, key?: string) => void }) {
  const t = useT();
  const { catalogue } = useEditing();
  const next = s.then;
  if (!next) {
    const first = eventOf(catalogue, 'orders')?.word ?? catalogue.events[0]?.word;
    return first ? (
      <button type="button" className="add-word" onClick={() => onChange({ then: { event: first, within: { days: 7 } } })}>
        <Plus size={13} aria-hidden />
        {t('cond.then.add')}
      </button>
    ) : null;
  }
  const set = (part: Partial<typeof next>, key?: string) => onChange({ then: { ...next, ...part } }, key);
  return (
    <div className="sub">
      <div className="words">
        <Select
          label={t('cond.then')}
          value={next.not ? 'not' : 'then'}
          onChange={(v) => {
            const { not: _, ...rest } = next;
            onChange({ then: v === 'not' ? { ...rest, not: true } : rest });
          }}
        >
          <option value="then">{t('cond.then.then')}</option>
          <option value="not">{t('cond.then.not')}</option>
        </Select>
        <EventSelect label={t('cond.then.event')} value={next.event} onChange={(event) => set({ event, where: undefined })} />
        <span className="muted">{t('cond.within')}</span>
        <SpanBox label={t('cond.within')} value={next.within} onChange={(within) => set({ within }, 'then.within')} />
        <span className="muted">{t('cond.within.after')}</span>
        <button type="button" className="mini-button" aria-label={t('cond.then.remove')} onClick={() => onChange({ then: undefined })}>
          <X size={14} aria-hidden />
        </button>
      </div>
      <WhereEditor event={eventOf(catalogue, next.event)} where={next.where} onChange={(where, key) => set({ where }, key)} />
    </div>
  );
}
