/** The tree of a condition as the API has it, see docs/guide/audiences.md. Exactly one of the four; none means everybody. */
export interface Node {
  all?: Node[];
  any?: Node[];
  not?: Node;
  is?: Condition;
}

export interface Condition {
  field?: string;
  series?: Series;
  in?: Group;
  take?: string;
  property?: string;
  op?: Op;
  value?: Value;
}

export type Op = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'contains' | 'startsWith' | 'endsWith' | 'holds';
export type Unit = 'minutes' | 'hours' | 'days' | 'weeks';
/** Span is a length of time with one unit, such as {days: 7}. */
export type Span = Partial<Record<Unit, number>>;
export type Value = number | string | boolean | (number | string)[] | { date: string } | Span | null;

export interface Series {
  event: string;
  where?: Node;
  window?: Window;
  then?: Then;
}

export interface Then {
  not?: boolean;
  event: string;
  where?: Node;
  within: Span;
}

export interface Window {
  from?: Span;
  to?: Span;
  during?: string;
  since?: string;
  until?: string;
}

export interface Rank {
  percent?: number;
  count?: number;
  by: string;
}

export interface Group {
  audience?: string;
  list?: string;
  share?: { percent: number; salt: string };
  top?: Rank;
  bottom?: Rank;
}

/** Item is a part of the tree while it is edited: a group of items or one condition, said of who fulfils it or, with not, of who does not. */
export interface Item {
  id: number;
  not: boolean;
  join?: 'all' | 'any';
  items?: Item[];
  is?: Condition;
}

let last = 0;
const fresh = () => ++last;

export const group = (join: 'all' | 'any', items: Item[] = [], not = false): Item => ({ id: fresh(), not, join, items });
export const leaf = (is: Condition, not = false): Item => ({ id: fresh(), not, is });

/** fromNode gives a tree as it is edited; its root is always a group. */
export function fromNode(node: Node): Item {
  const item = itemOf(node, false);
  return item.items ? item : group('all', [item]);
}

function itemOf(node: Node, not: boolean): Item {
  if (node.not) return itemOf(node.not, !not);
  if (node.is) return leaf(node.is, not);
  return group(node.any ? 'any' : 'all', (node.any ?? node.all ?? []).map((n) => itemOf(n, false)), not);
}

/** toNode gives the tree for the API, and under which item each of its paths is edited. Groups within that hold nothing yet are left out. */
export function toNode(root: Item): { node: Node; paths: Map<string, number> } {
  const paths = new Map<string, number>();
  const walk = (item: Item, path: string): Node | undefined => {
    const here = item.not ? join(path, 'not') : path;
    let node: Node;
    if (item.is) {
      paths.set(join(here, 'is'), item.id);
      node = { is: item.is };
    } else {
      const sort = item.join ?? 'all';
      const kids: Node[] = [];
      for (const kid of item.items ?? []) {
        const n = walk(kid, `${join(here, sort)}[${kids.length}]`);
        if (n) kids.push(n);
      }
      if (!kids.length) return undefined;
      paths.set(here, item.id);
      node = { [sort]: kids };
    }
    return item.not ? { not: node } : node;
  };
  return { node: walk(root, '') ?? {}, paths };
}

const join = (path: string, name: string) => (path ? `${path}.${name}` : name);

/** owner gives which item a fault's path belongs to, and what of the path lies within its condition. */
export function owner(paths: Map<string, number>, path: string): { id: number; rest: string } | undefined {
  let best: string | undefined;
  for (const p of paths.keys()) {
    const within = path === p || path.startsWith(p === '' ? '' : `${p}.`) || path.startsWith(`${p}[`);
    if (within && (best === undefined || p.length > best.length)) best = p;
  }
  return best === undefined ? undefined : { id: paths.get(best)!, rest: path.slice(best.length).replace(/^\./, '') };
}

/** put gives a condition with the value at a path, such as "series.where.all[1].is.field", replaced. */
export function put<T>(of: T, path: string, value: unknown): T {
  const keys = path.split(/[.[\]]+/).filter(Boolean);
  const set = (at: unknown, i: number): unknown => {
    if (i === keys.length) return value;
    const key = keys[i]!;
    if (Array.isArray(at)) return at.map((v, j) => (j === Number(key) ? set(v, i + 1) : v));
    return { ...(at as object), [key]: set((at as Record<string, unknown> | undefined)?.[key], i + 1) };
  };
  return set(of, 0) as T;
}

export interface Place {
  item: Item;
  parent?: Item;
  index: number;
}

/** find gives an item with where it stands. */
export function find(root: Item, id: number): Place | undefined {
  if (root.id === id) return { item: root, index: 0 };
  for (const [index, item] of (root.items ?? []).entries()) {
    if (item.id === id) return { item, parent: root, index };
    const deeper = find(item, id);
    if (deeper) return deeper;
  }
  return undefined;
}

/** update changes one item. */
export function update(root: Item, id: number, fn: (item: Item) => Item): Item {
  if (root.id === id) return fn(root);
  if (!root.items) return root;
  let changed = false;
  const items = root.items.map((item) => {
    const next = update(item, id, fn);
    changed ||= next !== item;
    return next;
  });
  return changed ? { ...root, items } : root;
}

export const insert = (root: Item, parent: number, index: number, item: Item): Item =>
  update(root, parent, (g) => ({ ...g, items: [...(g.items ?? []).slice(0, index), item, ...(g.items ?? []).slice(index)] }));

/** remove takes an item out; the root stays. */
export function remove(root: Item, id: number): Item {
  const at = find(root, id);
  if (!at?.parent) return root;
  return update(root, at.parent.id, (g) => ({ ...g, items: g.items!.filter((i) => i.id !== id) }));
}

/** move puts an item before the one that stands at index of a group now; into itself it does not go. */
export function move(root: Item, id: number, parent: number, index: number): Item {
  const at = find(root, id);
  if (!at?.parent || find(at.item, parent)) return root;
  const target = at.parent.id === parent && at.index < index ? index - 1 : index;
  if (at.parent.id === parent && at.index === target) return root;
  return insert(remove(root, id), parent, target, at.item);
}

/** nudge moves an item up (-1) or down (1): past its neighbour, and at the edge out of its group. */
export function nudge(root: Item, id: number, by: -1 | 1): Item {
  const at = find(root, id);
  if (!at?.parent) return root;
  const to = at.index + by;
  if (to >= 0 && to < at.parent.items!.length) return move(root, id, at.parent.id, by < 0 ? to : to + 1);
  return outdent(root, id, by > 0);
}

/** outdent moves an item out of its group, behind it or before it. */
export function outdent(root: Item, id: number, behind = true): Item {
  const at = find(root, id);
  const around = at?.parent && find(root, at.parent.id);
  if (!around?.parent) return root;
  return move(root, id, around.parent.id, around.index + (behind ? 1 : 0));
}

/** indent moves an item into the group beside it; without one, it makes one of it and the item before it. */
export function indent(root: Item, id: number): Item {
  const at = find(root, id);
  if (!at?.parent) return root;
  const before = at.parent.items![at.index - 1];
  const after = at.parent.items![at.index + 1];
  if (before?.items) return move(root, id, before.id, before.items.length);
  if (after?.items) return move(root, id, after.id, 0);
  const other = at.parent.join === 'all' ? 'any' : 'all';
  const around = group(other, before ? [before, at.item] : [at.item]);
  const without = before ? remove(remove(root, id), before.id) : remove(root, id);
  return insert(without, at.parent.id, before ? at.index - 1 : at.index, around);
}

/** copy puts the same once more behind an item. */
export function copy(root: Item, id: number): Item {
  const at = find(root, id);
  if (!at?.parent) return root;
  const again = (i: Item): Item => ({ ...i, id: fresh(), items: i.items?.map(again) });
  return insert(root, at.parent.id, at.index + 1, again(at.item));
}

/** count gives how many conditions there are. */
export const count = (item: Item): number => (item.is ? 1 : (item.items ?? []).reduce((n, i) => n + count(i), 0));
