import type { TimelineItem } from '@/api/types';
import { bodyOf } from './tell';

/** Day is a civil day with its moments, newest first; a moment of several items is one visit. */
export interface Day {
  day: string;
  moments: TimelineItem[][];
}

const pause = 30 * 60_000;

/** byDay groups a timeline by civil day, and pages seen within half an hour of each other into visits. */
export function byDay(items: TimelineItem[], dayKey: (when: string) => string): Day[] {
  const days: Day[] = [];
  for (const item of items) {
    const day = dayKey(item.time);
    let last = days.at(-1);
    if (last?.day !== day) days.push((last = { day, moments: [] }));
    const before = last.moments.at(-1);
    if (before && sameVisit(before.at(-1)!, item)) before.push(item);
    else last.moments.push([item]);
  }
  return days;
}

function sameVisit(later: TimelineItem, earlier: TimelineItem): boolean {
  const seen = (i: TimelineItem) => i.type === 'page' || i.type === 'screen';
  return seen(later) && seen(earlier) && later.channel === earlier.channel && Date.parse(later.time) - Date.parse(earlier.time) < pause;
}

/** pageName gives what a page or screen is called. */
export function pageName(item: TimelineItem): string {
  const body = bodyOf(item);
  for (const name of ['title', 'name', 'path']) if (typeof body[name] === 'string' && body[name]) return body[name];
  return item.name ?? '';
}
