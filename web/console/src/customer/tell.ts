import type { TimelineItem } from '@/api/types';
import { sentence } from '@/format/sentence';
import type { Format } from '@/format/format';
import type { Translate } from '@/i18n';

export interface Story {
  text: string;
  detail?: string;
}

/** tell says an event as a sentence; an event that has no words of its own is told by its name. */
export function tell(t: Translate, f: Format, item: TimelineItem): Story {
  const body = item.body ?? {};
  const params = { order: item.order, amount: item.amount, name: item.name, ...item.summary?.params };
  const said = item.summary && sentence(t, f, 'timeline', item.summary.code, params);
  return { text: said ?? plain(t, f, item), detail: detail(t, f, body) };
}

function plain(t: Translate, f: Format, item: TimelineItem): string {
  const params = { name: item.name || item.type, order: item.order, amount: item.amount };
  const code = item.type === 'page' || item.type === 'screen' ? item.type : item.amount ? 'trackAmount' : 'track';
  return sentence(t, f, 'timeline', code, params) ?? item.name;
}

/** detail names the goods, the words of a review or the page, whichever the event has. */
function detail(t: Translate, f: Format, body: Record<string, unknown>): string | undefined {
  const products = body.products;
  if (Array.isArray(products) && products.length) {
    const names = products.map((p: { name?: string; quantity?: number }) => (p.name ? (p.quantity && p.quantity > 1 ? `${p.name} × ${p.quantity}` : p.name) : '')).filter(Boolean);
    if (names.length > 3) return t('timeline.goodsMore', { goods: f.list(names.slice(0, 3)), count: names.length - 3 });
    if (names.length) return f.list(names);
  }
  for (const key of ['text', 'comment', 'review', 'summary', 'reason', 'message']) {
    if (typeof body[key] === 'string' && body[key]) return body[key].length > 240 ? `${body[key].slice(0, 240)}…` : body[key];
  }
  return undefined;
}
