import { describe, expect, it } from 'vitest';
import { layOut } from './flow';
import { best, outline, spoke } from './parts';

describe('the radar', () => {
  it('begins at the top and goes round', () => {
    expect(spoke(0, 100, 80)).toEqual({ x: 0, y: -80 });
    expect(spoke(1, 50, 80, 4)).toEqual({ x: 40, y: 0 });
  });
  it('leaves a gap where a part is missing, and never draws it as zero', () => {
    expect(outline([50, 50, 50, 50, 50], 80).whole).toBe(true);
    const { path, whole } = outline([50, undefined, 50, 50, 50], 80);
    expect(whole).toBe(false);
    expect(path.match(/M/g)).toHaveLength(3);
    expect(outline([50, undefined, 50, undefined, undefined], 80).path).toBe('');
  });
  it('knows where to begin', () => {
    const part = (name: 'fit' | 'depth' | 'rating', room: number) => ({ name, room, weight: 1, share: 0.5 });
    expect(best([part('fit', 3), part('depth', 9), part('rating', 0)]).map((p) => p.name)).toEqual(['depth', 'fit']);
  });
});

describe('a flow', () => {
  const moves = [
    { from: 'active', to: 'active', customers: 60 },
    { from: 'active', to: 'lost', customers: 20 },
    { from: '', to: 'new', customers: 20 },
  ];
  const { nodes, ribbons } = layOut(moves, ['', 'new', 'active', 'lost'], 128, 14);
  it('gives everybody the same thickness on both sides', () => {
    expect(ribbons.reduce((n, r) => n + r.thick, 0)).toBeCloseTo(100);
    for (const n of nodes) expect(n.height).toBeCloseTo(n.total);
  });
  it('keeps the order and stays in its box', () => {
    expect(nodes.filter((n) => n.side === 'to').map((n) => n.name)).toEqual(['new', 'active', 'lost']);
    for (const n of nodes) expect(n.y + n.height).toBeLessThanOrEqual(128.001);
  });
  it('is empty of nobody', () => {
    expect(layOut([], ['new'], 100)).toEqual({ nodes: [], ribbons: [] });
  });
});
