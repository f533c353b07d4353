import type { Condition, Node } from '../tree';

export interface Row {
  not: boolean;
  is: Condition;
}

/** flat gives the rows of a where that has no groups within groups; nothing for others, which only the text edits. */
export function flat(where?: Node): { join: 'all' | 'any'; rows: Row[] } | undefined {
  if (!where) return { join: 'all', rows: [] };
  const join = where.any ? 'any' : 'all';
  const rows: Row[] = [];
  for (const n of where.any ?? where.all ?? [where]) {
    const not = !!n.not;
    const is = n.not ? n.not.is : n.is;
    if (!is) return undefined;
    rows.push({ not, is });
  }
  return { join, rows };
}

/** whereOf gives the tree of rows; none for no rows. */
export function whereOf(join: 'all' | 'any', rows: Row[]): Node | undefined {
  const nodes = rows.map((r): Node => (r.not ? { not: { is: r.is } } : { is: r.is }));
  return nodes.length === 0 ? undefined : nodes.length === 1 ? nodes[0] : { [join]: nodes };
}
