import type { HealthPart } from './api';

/** The five parts in the order in which they are drawn. */
export const partNames = ['frequency', 'depth', 'fit', 'rating', 'influence'] as const;
export type PartName = (typeof partNames)[number];

export interface Point {
  x: number;
  y: number;
}

/** spoke gives the point of an axis, the first at the top, at `points` of 100 of the radius. */
export function spoke(index: number, points: number, radius: number, of: number = partNames.length): Point {
  const angle = (index / of) * 2 * Math.PI - Math.PI / 2;
  const r = (radius * points) / 100;
  return { x: Math.round(Math.cos(angle) * r * 100) / 100, y: Math.round(Math.sin(angle) * r * 100) / 100 };
}

/**
 * outline gives the pieces of a radar: neighbours that are both known are joined, and what is missing leaves a gap.
 * `whole` says that all are known, so that it may be filled.
 */
export function outline(values: (number | undefined)[], radius: number): { path: string; whole: boolean } {
  const n = values.length;
  const at = (i: number) => spoke(i, values[i]!, radius, n);
  const whole = values.every((v) => v !== undefined);
  if (whole) return { path: `M${values.map((_, i) => `${at(i).x} ${at(i).y}`).join('L')}Z`, whole };
  const lines = values.flatMap((v, i) => {
    const j = (i + 1) % n;
    return v === undefined || values[j] === undefined ? [] : [`M${at(i).x} ${at(i).y}L${at(j).x} ${at(j).y}`];
  });
  return { path: lines.join(''), whole };
}

/** best gives the parts with the most room, the largest first: where to begin. */
export function best(parts: HealthPart[], most = 2): HealthPart[] {
  return parts.filter((p) => p.room > 0).sort((a, b) => b.room - a.room).slice(0, most);
}
