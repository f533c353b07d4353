import { ArrowDownUp, GripVertical, Plus, X } from 'lucide-react';
import { useState, type DragEvent, type KeyboardEvent, type ReactNode } from 'react';
import { Menu } from '@/design/Menu';
import { useLanguage, useT, type Key } from '@/i18n';
import { useValues, type CatalogueField, type ConditionFault } from '../api';
import { fieldOf, label } from '../catalogue';
import { copy, find, group, indent, insert, move, nudge, outdent, put, remove, update, type Condition, type Item } from '../tree';
import { useEditing } from './context';
import { FieldEditor } from './FieldEditor';
import { InEditor } from './InEditor';
import { SeriesEditor } from './SeriesEditor';
import { Not, NotButton, Select } from './values';

/** GroupBox is a group of conditions with what joins them, and its places where more can be put. */
export function GroupBox({ item, root }: { item: Item; root?: boolean }) {
  const t = useT();
  const { change, pick, act } = useEditing();
  const items = item.items ?? [];
  const sort = `${item.not ? 'not ' : ''}${item.join}`;
  const set = (next: string) =>
    change((tree) => update(tree, item.id, (i) => ({ ...i, not: next.startsWith('not '), join: next.endsWith('any') ? 'any' : 'all' })));
  return (
    <div className="group-box" data-root={root || undefined} data-join={item.join} role="group" aria-label={t(`cond.join.${joins[sort]!}`)}>
      <div className="group-head">
        <Select label={t('cond.join')} value={sort} onChange={set}>
          {Object.entries(joins).map(([value, name]) => (
            <option key={value} value={value}>
              {t(`cond.join.${name}`)}
            </option>
          ))}
        </Select>
      </div>
      <Gap parent={item.id} index={0} />
      <ul className="items">
        {items.map((kid, i) => (
          <li key={kid.id}>
            {i > 0 && <span className="joint">{t(item.join === 'any' ? 'cond.or' : 'cond.and')}</span>}
            <Row item={kid} />
            <Gap parent={item.id} index={i + 1} />
          </li>
        ))}
      </ul>
      {!items.length && <p className="muted group-empty">{t(root ? 'cond.everybody' : 'cond.emptyGroup')}</p>}
      <div className="row group-foot">
        <button type="button" className="word-button small-button" onClick={() => pick(item.id, items.length)}>
          <Plus size={14} aria-hidden />
          {t('cond.add')}
        </button>
        <button
          type="button"
          className="add-word"
          onClick={() => {
            const more = group(item.join === 'all' ? 'any' : 'all');
            act((tree) => insert(tree, item.id, items.length, more), t('cond.said.group'), more.id);
          }}
        >
          <Plus size={13} aria-hidden />
          {t('cond.addGroup')}
        </button>
      </div>
    </div>
  );
}

const joins: Record<string, 'all' | 'any' | 'none' | 'notAll'> = { all: 'all', any: 'any', 'not any': 'none', 'not all': 'notAll' };

/** Gap is where something that is dragged can be let go. */
function Gap({ parent, index }: { parent: number; index: number }) {
  const t = useT();
  const { dragging, drag, act } = useEditing();
  const [over, setOver] = useState(false);
  if (dragging === undefined) return <div className="gap" aria-hidden />;
  const drop = (e: DragEvent) => {
    e.preventDefault();
    e.stopPropagation();
    drag(undefined);
    act((tree) => move(tree, dragging, parent, index), t('cond.said.moved'), dragging);
  };
  return (
    <div
      className="gap open"
      data-over={over || undefined}
      aria-hidden
      onDragOver={(e) => {
        e.preventDefault();
        e.stopPropagation();
      }}
      onDragEnter={() => setOver(true)}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    />
  );
}

/** Row is one item of a group with its handle: by mouse it is dragged, by keyboard the arrows move it. */
function Row({ item }: { item: Item }) {
  const t = useT();
  const { act, change, dragging, drag, faults } = useEditing();
  const { name, body } = useBody(item);
  const acts: Record<string, [(tree: Item) => Item, Key]> = {
    ArrowUp: [(tree) => nudge(tree, item.id, -1), 'cond.said.moved'],
    ArrowDown: [(tree) => nudge(tree, item.id, 1), 'cond.said.moved'],
    ArrowRight: [(tree) => indent(tree, item.id), 'cond.said.in'],
    ArrowLeft: [(tree) => outdent(tree, item.id), 'cond.said.out'],
    n: [(tree) => update(tree, item.id, (i) => ({ ...i, not: !i.not })), 'cond.said.turned'],
    d: [(tree) => copy(tree, item.id), 'cond.said.copied'],
    Delete: [(tree) => remove(tree, item.id), 'cond.said.removed'],
  };
  const run = (key: string) => {
    const found = acts[key];
    if (found) act((tree) => found[0](tree), t(found[1]), item.id);
  };
  const keys = (e: KeyboardEvent) => {
    // Within the open menu the arrows walk it.
    if (e.ctrlKey || e.metaKey || !acts[e.key] || !(e.target as HTMLElement).matches('.mini-button')) return;
    e.preventDefault();
    e.stopPropagation();
    run(e.key);
  };
  const wrong = faults.get(item.id) ?? [];
  const menu = [
    ['ArrowUp', 'cond.menu.up'], ['ArrowDown', 'cond.menu.down'], ['ArrowRight', 'cond.menu.in'], ['ArrowLeft', 'cond.menu.out'], ['d', 'cond.menu.copy'],
  ] as const;
  return (
    <div className="item" data-item={item.id} data-dragging={dragging === item.id || undefined} data-wrong={wrong.length > 0 || undefined}>
      <span
        className="grip"
        title={t('cond.drag')}
        aria-hidden
        draggable
        onDragStart={(e) => {
          e.dataTransfer.effectAllowed = 'move';
          e.dataTransfer.setData('text/plain', name);
          const row = e.currentTarget.closest('.item');
          if (row) e.dataTransfer.setDragImage(row, 12, 16);
          // The gaps open after the browser has taken its picture of what is dragged.
          window.setTimeout(() => drag(item.id));
        }}
        onDragEnd={() => drag(undefined)}
      >
        <GripVertical size={15} />
      </span>
      <div className="item-body">
        {body}
        {wrong.map(({ rest, fault }) => (
          <FaultLine key={rest + fault.code} item={item} rest={rest} fault={fault} />
        ))}
      </div>
      <span className="item-acts" onKeyDown={keys}>
        {item.is && <NotButton not={item.not} onChange={(not) => change((tree) => update(tree, item.id, (i) => ({ ...i, not })))} />}
        <Menu
          buttonClass="mini-button handle"
          label={t('cond.handle', { what: name })}
          button={<ArrowDownUp size={14} aria-hidden />}
          items={menu.map(([key, word]) => ({
            key,
            label: (
              <>
                <span className="grow">{t(word)}</span>
                <kbd className="keycap">{symbols[key] ?? key}</kbd>
              </>
            ),
            onClick: () => run(key),
          }))}
        />
        <button type="button" className="mini-button" aria-label={t('cond.remove', { what: name })} onClick={() => run('Delete')}>
          <X size={15} aria-hidden />
        </button>
      </span>
    </div>
  );
}

const symbols: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓', ArrowRight: '→', ArrowLeft: '←' };

function useBody(item: Item): { name: string; body: ReactNode } {
  const t = useT();
  const language = useLanguage();
  const { catalogue, change } = useEditing();
  if (!item.is) return { name: t('cond.aGroup'), body: <GroupBox item={item} /> };
  const is = item.is;
  const set = (next: Condition, key?: string) => change((tree) => update(tree, item.id, (i) => ({ ...i, is: next })), key && `${item.id}.${key}`);
  const words = (body: ReactNode) => (
    <div className="words">
      {item.not && <Not />}
      {body}
    </div>
  );
  if (is.series) {
    const name = label(language, catalogue.events.find((e) => e.word === is.series!.event)) || is.series.event;
    return { name, body: words(<SeriesEditor is={is} series={is.series} onChange={set} />) };
  }
  if (is.in) {
    const rank = is.in.top ?? is.in.bottom;
    return { name: is.in.audience ?? is.in.list ?? (rank ? t('cond.rank') : t('cond.in.share')), body: words(<InEditor is={is} group={is.in} onChange={set} />) };
  }
  const field = fieldOf(catalogue, is.field);
  const name = label(language, field) || (is.field ?? '');
  return {
    name,
    body: words(
      <>
        <span className="strong about">{name}</span>
        {field && <KnownEditor is={is} field={field} onChange={set} />}
      </>,
    ),
  };
}

/** KnownEditor asks about a field, with the texts offered that it was seen to be. */
function KnownEditor({ is, field, onChange }: { is: Condition; field: CatalogueField; onChange: (is: Condition, key?: string) => void }) {
  const seen = useValues((field.kind === 'text' || field.kind === 'texts') && !field.values?.length ? { field: field.name } : undefined);
  return <FieldEditor is={is} field={field} seen={seen.data?.items} onChange={onChange} />;
}

/** FaultLine says what is wrong with a condition; what was meant is one click away. */
function FaultLine({ item, rest, fault: f }: { item: Item; rest: string; fault: ConditionFault }) {
  const t = useT();
  const language = useLanguage();
  const { change } = useEditing();
  const empty = (f.code === 'list' || f.code === 'text') && isEmpty(item.is, rest);
  return (
    <p className="fault-line" role="status">
      {empty ? t('cond.fill') : language === 'zh' ? f.chinese : f.english}
      {f.suggest && item.is && (
        <button type="button" className="link-button" onClick={() => change((tree) => update(tree, item.id, (i) => ({ ...i, is: put(i.is, rest.replace(/^is\.?/, ''), f.suggest) })))}>
          {t('cond.use', { what: f.suggest })}
        </button>
      )}
    </p>
  );
}

function isEmpty(is: Condition | undefined, rest: string): boolean {
  let at: unknown = is;
  for (const key of rest.split(/[.[\]]+/).filter(Boolean)) at = (at as Record<string, unknown> | undefined)?.[key];
  return at === '' || at === undefined || (Array.isArray(at) && !at.length);
}

/** handleOf gives the handle of an item, for the focus. */
export const handleOf = (id: number) => document.querySelector<HTMLElement>(`[data-item="${id}"] > .item-acts .handle`);

/** neighbour gives the item to which the focus goes when another one is gone. */
export function neighbour(tree: Item, id: number): number | undefined {
  const at = find(tree, id);
  const items = at?.parent?.items ?? [];
  return (items[at!.index + 1] ?? items[at!.index - 1])?.id ?? (at?.parent && find(tree, at.parent.id)?.parent ? at.parent.id : undefined);
}
