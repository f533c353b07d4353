import { describe, expect, it } from 'vitest';
import { back, begin, change, forth } from './history';
import { copy, count, find, fromNode, group, indent, insert, leaf, move, nudge, outdent, owner, put, remove, toNode, type Item, type Node } from './tree';

const a = { field: 'city', op: '==', value: 'x' } as const;
const b = { field: 'age', op: '>', value: 3 } as const;
const c = { field: 'vip', op: '==', value: true } as const;

/** shape writes a tree shortly: fields, groups in brackets, ! for not. */
const shape = (i: Item): string => (i.not ? '!' : '') + (i.is ? i.is.field : `${i.join}(${i.items!.map(shape).join(' ')})`);
const idOf = (root: Item, field: string): number => {
  const look = (i: Item): number | undefined => (i.is?.field === field ? i.id : i.items?.map(look).find(Boolean));
  return look(root)!;
};

describe('the tree', () => {
  it('leads from the API and back', () => {
    const nodes: Node[] = [
      { all: [{ is: a }, { not: { any: [{ is: b }, { not: { is: c } }] } }] }, { any: [{ is: a }, { is: b }] }, { not: { all: [{ is: a }, { is: b }] } },
    ];
    for (const node of nodes) expect(toNode(fromNode(node)).node).toEqual(node);
    expect(toNode(fromNode({})).node).toEqual({});
    expect(toNode(fromNode({ is: a })).node).toEqual({ all: [{ is: a }] });
    expect(toNode(group('all', [leaf(a), group('any')])).node).toEqual({ all: [{ is: a }] });
  });

  it('knows whose a path is', () => {
    const root = fromNode({ all: [{ is: a }, { not: { any: [{ is: b }, { is: c }] } }] });
    const { paths } = toNode(root);
    expect(owner(paths, 'all[0].is.value')).toEqual({ id: idOf(root, 'city'), rest: 'value' });
    expect(owner(paths, 'all[1].not.any[1].is.series.where.is.field')).toEqual({ id: idOf(root, 'vip'), rest: 'series.where.is.field' });
    expect(owner(paths, 'all[1].not.any')?.id).toBe(root.items![1]!.id);
    expect(owner(paths, '')?.id).toBe(root.id);
  });

  it('puts a value at a path', () => {
    expect(put({ series: { event: 'x', where: { all: [{ is: a }] } } }, 'series.where.all[0].is.field', 'town').series.where.all[0]!.is.field).toBe('town');
    expect(put({ value: ['a', 'b'] }, 'value[1]', 'c')).toEqual({ value: ['a', 'c'] });
  });

  it('moves items among groups', () => {
    const root = fromNode({ all: [{ is: a }, { any: [{ is: b }] }, { is: c }] });
    const [city, age, vip] = ['city', 'age', 'vip'].map((f) => idOf(root, f)) as [number, number, number];
    const inner = root.items![1]!.id;
    expect(shape(nudge(root, city, 1))).toBe('all(any(age) city vip)');
    expect(shape(nudge(root, city, -1))).toBe('all(city any(age) vip)');
    expect(shape(nudge(root, age, 1))).toBe('all(city any() age vip)');
    expect(shape(nudge(root, age, -1))).toBe('all(city age any() vip)');
    expect(shape(move(root, city, inner, 1))).toBe('all(any(age city) vip)');
    expect(shape(move(root, city, root.id, 3))).toBe('all(any(age) vip city)');
    expect(move(root, inner, inner, 0)).toBe(root);
    expect(shape(indent(root, vip))).toBe('all(city any(age vip))');
    expect(shape(indent(remove(root, inner), vip))).toBe('all(any(city vip))');
    expect(shape(outdent(root, age))).toBe('all(city any() age vip)');
    expect(outdent(root, vip)).toBe(root);
  });

  it('copies, inserts and removes', () => {
    const root = fromNode({ all: [{ is: a }, { any: [{ is: b }, { is: c }] }] });
    const twice = copy(root, root.items![1]!.id);
    expect(shape(twice)).toBe('all(city any(age vip) any(age vip))');
    expect(new Set([...JSON.stringify(twice).matchAll(/"id":(\d+)/g)].map((m) => m[1])).size).toBe(8);
    expect(shape(insert(root, root.id, 0, leaf(c, true)))).toBe('all(!vip city any(age vip))');
    expect(remove(root, root.id)).toBe(root);
    expect(count(root)).toBe(3);
    expect(find(root, -1)).toBeUndefined();
  });
});

describe('what can be taken back', () => {
  it('goes back and forth, and takes the letters of one field together', () => {
    let h = begin('');
    h = change(h, 'a', 'name', 1000);
    h = change(h, 'ab', 'name', 1500);
    h = change(h, 'ab!', 'name', 9000);
    expect([back(h).now, back(back(h)).now, back(back(back(h))).now]).toEqual(['ab', '', '']);
    expect(forth(back(h)).now).toBe('ab!');
    expect(change(back(h), 'x', '', 9100).future).toEqual([]);
  });
});
