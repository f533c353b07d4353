export interface Move {
  from: string;
  to: string;
  customers: number;
}

export interface Node {
  name: string;
  side: 'from' | 'to';
  total: number;
  y: number;
  height: number;
}

export interface Ribbon extends Move {
  /** Where it leaves and arrives, and how thick it is. */
  y0: number;
  y1: number;
  thick: number;
}

/**
 * layOut gives the places of a flow in a box of `height`: names on both sides in the given order, as high as they have
 * customers, and a ribbon for each move. Names that nobody has are left out.
 */
export function layOut(moves: Move[], order: readonly string[], height: number, gap = 14): { nodes: Node[]; ribbons: Ribbon[] } {
  const total = moves.reduce((n, m) => n + m.customers, 0);
  const sum = (side: 'from' | 'to', name: string) => moves.reduce((n, m) => (m[side] === name ? n + m.customers : n), 0);
  const names = (side: 'from' | 'to') => order.filter((name) => sum(side, name) > 0);
  const room = height - gap * (Math.max(names('from').length, names('to').length, 1) - 1);
  const scale = total ? Math.max(room, 0) / total : 0;
  const place = (side: 'from' | 'to') => {
    let y = 0;
    return names(side).map((name): Node => {
      const n = { name, side, total: sum(side, name), y, height: sum(side, name) * scale };
      y += n.height + gap;
      return n;
    });
  };
  const from = place('from');
  const to = place('to');
  const used = new Map<Node, number>();
  const take = (node: Node, thick: number) => {
    const y = node.y + (used.get(node) ?? 0);
    used.set(node, (used.get(node) ?? 0) + thick);
    return y;
  };
  const ribbons = from.flatMap((a) =>
    to.flatMap((b) => {
      const customers = moves.reduce((n, m) => (m.from === a.name && m.to === b.name ? n + m.customers : n), 0);
      const thick = customers * scale;
      return customers ? [{ from: a.name, to: b.name, customers, thick, y0: take(a, thick), y1: take(b, thick) }] : [];
    }),
  );
  return { nodes: [...from, ...to], ribbons };
}
