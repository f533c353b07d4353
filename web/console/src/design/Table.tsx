import { ArrowDown, ArrowUp } from 'lucide-react';
import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useT } from '@/i18n';
import { Bone } from './Bone';
import { usePhone } from './media';

export interface Column<T> {
  id: string;
  title: string;
  cell: (row: T) => ReactNode;
  numeric?: boolean;
  /** Sort is the name by which the server sorts; absent when it cannot. */
  sort?: string;
  /** Fixed columns cannot be hidden. */
  fixed?: boolean;
  width?: number;
  /** Quiet heads are for the ear only. */
  quiet?: boolean;
}

interface Props<T> {
  label: string;
  columns: Column<T>[];
  rows?: T[];
  rowKey: (row: T) => string;
  /** Sort is "name" or "-name" for descending. */
  sort?: string;
  onSort?: (sort: string) => void;
  /** Open answers a click or Enter; visit a double click or Ctrl-Enter. */
  onOpen?: (row: T) => void;
  onVisit?: (row: T) => void;
  opened?: string;
  /** Card replaces the row on a phone. */
  card?: (row: T) => ReactNode;
  loading?: boolean;
  skeleton?: number;
  /** Chosen are the keys of the rows that are ticked; with onChoose, rows can be. */
  chosen?: ReadonlySet<string>;
  onChoose?: (keys: ReadonlySet<string>) => void;
}

/** Table is the one list of the console: sortable heads, rows that the arrow keys walk, cards on a phone. */
export function Table<T>(p: Props<T>) {
  const t = useT();
  const phone = usePhone();
  const body = useRef<HTMLElement | null>(null);
  const keys = (row: T) => (e: KeyboardEvent<HTMLElement>) => {
    if (e.target !== e.currentTarget) return;
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[e.key];
    if (step) {
      const next = step > 0 ? e.currentTarget.nextElementSibling : e.currentTarget.previousElementSibling;
      if (next instanceof HTMLElement) next.focus();
      e.preventDefault();
    } else if (e.key === 'Enter') {
      e.preventDefault();
      (e.ctrlKey || e.metaKey ? (p.onVisit ?? p.onOpen) : p.onOpen)?.(row);
    }
  };
  const tick = (row: T) =>
    p.onChoose && <Tick label={t('table.choose')} on={!!p.chosen?.has(p.rowKey(row))} onChange={(on) => p.onChoose?.(toggled(p.chosen, [p.rowKey(row)], on))} />;
  const keysOf = p.rows?.map(p.rowKey) ?? [];
  const rowProps = (row: T) =>
    p.onOpen
      ? {
          tabIndex: 0,
          onClick: () => p.onOpen?.(row),
          onDoubleClick: () => p.onVisit?.(row),
          onKeyDown: keys(row),
          'data-opened': p.opened === p.rowKey(row) || undefined,
        }
      : {};
  if (phone && p.card) {
    return (
      <ul className="cards" aria-label={p.label} ref={(el) => void (body.current = el)}>
        {p.loading
          ? Array.from({ length: 6 }, (_, i) => (
              <li key={i} className="card">
                <Bone width="50%" />
                <Bone width="80%" top={10} />
              </li>
            ))
          : p.rows?.map((row) => (
              <li key={p.rowKey(row)} className="card" data-clickable={p.onOpen ? true : undefined} {...rowProps(row)}>
                {p.onChoose ? (
                  <div className="card-choice">
                    {tick(row)}
                    <div className="grow">{p.card?.(row)}</div>
                  </div>
                ) : (
                  p.card?.(row)
                )}
              </li>
            ))}
      </ul>
    );
  }
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={p.label}>
      <table className="table" aria-busy={p.loading}>
        <thead>
          <tr>
            {p.onChoose && (
              <th scope="col" className="tick">
                <Tick label={t('table.chooseAll')} on={keysOf.length > 0 && keysOf.every((k) => p.chosen?.has(k))} onChange={(on) => p.onChoose?.(toggled(p.chosen, keysOf, on))} />
              </th>
            )}
            {p.columns.map((c) => (
              <Head key={c.id} column={c} sort={p.sort} onSort={p.onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {p.loading
            ? Array.from({ length: p.skeleton ?? 8 }, (_, i) => (
                <tr key={i}>
                  {p.onChoose && <td className="tick" />}
                  {p.columns.map((c, j) => (
                    <td key={c.id} className={c.numeric ? 'numeric' : undefined}>
                      <Bone width={c.numeric ? 56 : 70 + ((i * 31 + j * 47) % 60)} height={14} top={4} />
                    </td>
                  ))}
                </tr>
              ))
            : p.rows?.map((row) => (
                <tr key={p.rowKey(row)} data-clickable={p.onOpen ? true : undefined} {...rowProps(row)}>
                  {p.onChoose && <td className="tick">{tick(row)}</td>}
                  {p.columns.map((c) => (
                    <td key={c.id} className={c.numeric ? 'numeric' : undefined}>
                      {c.cell(row)}
                    </td>
                  ))}
                </tr>
              ))}
        </tbody>
      </table>
    </div>
  );
}

function toggled(chosen: ReadonlySet<string> | undefined, keys: string[], on: boolean): ReadonlySet<string> {
  const next = new Set(chosen);
  for (const k of keys) {
    if (on) next.add(k);
    else next.delete(k);
  }
  return next;
}

/** Tick is the box before a row; ticking a row does not open it. */
function Tick({ label, on, onChange }: { label: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <label className="tick-box" onClick={(e) => e.stopPropagation()} onDoubleClick={(e) => e.stopPropagation()}>
      <input type="checkbox" checked={on} aria-label={label} onChange={(e) => onChange(e.target.checked)} />
    </label>
  );
}

function Head<T>({ column: c, sort, onSort }: { column: Column<T>; sort?: string; onSort?: (s: string) => void }) {
  const t = useT();
  if (!c.sort || !onSort) {
    return (
      <th scope="col" className={c.numeric ? 'numeric' : undefined} style={{ width: c.width }}>
        {c.quiet ? <span className="visually-hidden">{c.title}</span> : c.title}
      </th>
    );
  }
  const down = sort === `-${c.sort}`;
  const up = sort === c.sort;
  const Arrow = up ? ArrowUp : ArrowDown;
  // Numbers and dates start with the largest, words with A.
  const next = down ? c.sort : up ? `-${c.sort}` : c.numeric ? `-${c.sort}` : c.sort;
  return (
    <th scope="col" className={c.numeric ? 'numeric' : undefined} style={{ width: c.width }} aria-sort={down ? 'descending' : up ? 'ascending' : 'none'}>
      <button type="button" className="sort" data-on={up || down || undefined} title={t('table.sort', { what: c.title })} onClick={() => onSort(next)}>
        {c.title}
        <Arrow size={13} aria-hidden />
      </button>
    </th>
  );
}
