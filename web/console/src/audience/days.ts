import type { GrowthDay } from './api';

const day = 86_400_000;

/** filled gives every day up to the last one: on those that are not told nothing changed. */
export function filled(told: GrowthDay[], until: string, most: number): GrowthDay[] {
  if (!told.length) return [];
  const out: GrowthDay[] = [];
  const last = Math.max(Date.parse(until), Date.parse(told.at(-1)!.day));
  const from = Math.max(Date.parse(told[0]!.day), last - (most - 1) * day);
  let i = 0;
  let size = told[0]!.size - told[0]!.entered + told[0]!.left;
  for (let at = Date.parse(told[0]!.day); at <= last; at += day) {
    const key = new Date(at).toISOString().slice(0, 10);
    const here = told[i]?.day === key ? told[i++]! : { day: key, size, entered: 0, left: 0 };
    size = here.size;
    if (at >= from) out.push(here);
  }
  return out;
}
