import type { TimelineItem } from '@/api/types';
import { phrase, sentence } from '@/format/sentence';
import type { Format } from '@/format/format';
import { known, word, type Translate } from '@/i18n';

export interface Story {
  text: string;
  detail?: string;
}

/** bodyOf gives an event's properties or traits. */
export function bodyOf(item: Pick<TimelineItem, 'body'>): Record<string, unknown> {
  return typeof item.body === 'object' && item.body !== null ? (item.body as Record<string, unknown>) : {};
}

/** slug gives the code of an event's name: "Order Completed" is orderCompleted. */
export function slug(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  return words.map((w, i) => (i === 0 ? w.toLowerCase() : w[0]!.toUpperCase() + w.slice(1).toLowerCase())).join('');
}

/** tell says an event as a sentence; an event that has no words of its own is told by its name. */
export function tell(t: Translate, f: Format, item: TimelineItem): Story {
  const body = bodyOf(item);
  const params = {
    name: item.name || item.type,
    count: 1,
    order: item.order,
    amount: item.amount && { ...item.amount, minor: Math.abs(item.amount.minor) },
    product: text(body, 'name', 'product_name', 'product', 'product_id'),
    rating: body.rating ?? body.stars,
    query: text(body, 'query'),
    page: text(body, 'title', 'name', 'path') || (item.name ?? ''),
    topic: topic(t, text(body, 'topic', 'subject')),
    from: body.from,
    to: body.to,
  };
  const said = codes(item, params).map((code) => sentence(t, f, 'timeline', code, params)).find((s) => s !== undefined);
  return { text: said ?? item.name ?? '', detail: detail(t, f, item) };
}

/** codes gives the sentences that fit an event, the fullest first. */
function codes(item: TimelineItem, p: { amount?: unknown; topic?: string; from?: unknown; to?: unknown; product?: string; rating?: unknown; query?: string; page?: string }): string[] {
  if (item.type !== 'track') return item.type === 'page' || item.type === 'screen' ? [p.page ? item.type : 'visit'] : [item.type];
  const own = slug(item.name ?? '');
  const out: string[] = [];
  if (own === 'valueTierChanged' || own === 'lifecycleStageChanged') out.push(p.from ? own : own.replace('Changed', 'Reached'));
  else if (own === 'hotlineCalled' && p.topic) out.push('hotlineCalledAbout');
  else if (own === 'orderDelivered' && item.late) out.push('orderDeliveredLate');
  else if (/^order(Completed|Placed|Refunded)$/.test(own) ? p.amount : true) {
    if (own === 'productReviewed') out.push(...(p.rating ? [p.product ? own : 'productRated'] : []));
    else if (!((/^product(?!s)/.test(own) && !p.product) || (own === 'productsSearched' && !p.query))) out.push(own);
  }
  out.push(own === 'hotlineCalled' ? own : item.amount ? 'trackAmount' : 'track');
  return out;
}

function topic(t: Translate, value: string): string {
  return value ? word(t, `topic.${slug(value)}`, value) : '';
}

function text(body: Record<string, unknown>, ...names: string[]): string {
  for (const name of names) {
    const v = body[name];
    if (typeof v === 'string' && v) return v;
    if (typeof v === 'number') return String(v);
  }
  return '';
}

const quoted = ['review_body', 'text', 'comment', 'review', 'summary', 'note', 'message'];

/** detail names the goods of an order, the words of a review, or what a customer told us. */
function detail(t: Translate, f: Format, item: TimelineItem): string | undefined {
  const body = bodyOf(item);
  const products = body.products;
  if (Array.isArray(products) && products.length) {
    const names = products.map(nameOfLine).filter(Boolean);
    if (names.length > 3) return t('timeline.goodsMore', { goods: f.enumerate(names.slice(0, 3)), count: names.length - 3 });
    if (names.length) return f.enumerate(names);
  }
  const words = text(body, ...quoted);
  if (words) return words.length > 240 ? `${words.slice(0, 240)}…` : words;
  if (item.type !== 'identify') return undefined;
  const told = Object.entries(body)
    .filter(([, v]) => typeof v === 'string' || typeof v === 'number')
    .slice(0, 4)
    .map(([k, v]) => `${known(`trait.${k}`) ? t(`trait.${k}` as 'trait.city') : k} ${phrase(f, t, k, v)}`);
  return told.length ? f.enumerate(told) : undefined;
}

function nameOfLine(p: { name?: string; quantity?: number }): string {
  if (!p?.name) return '';
  return p.quantity && p.quantity > 1 ? `${p.name} × ${p.quantity}` : p.name;
}
