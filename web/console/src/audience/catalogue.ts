import type { Language } from '@/i18n';
import type { Catalogue, CatalogueEvent, CatalogueField } from './api';
import type { Condition } from './tree';

export const sections = ['known', 'scores', 'orders', 'behaviour', 'groups', 'share'] as const;
export type Section = (typeof sections)[number];

/** Pick is something that a condition can be about, ready to be put into the tree. */
export interface Pick {
  key: string;
  section: Section;
  label: string;
  /** Words are what a search finds it by. */
  words: string;
  /** Met is about how often it was told; 0 for what is always there. */
  met: number;
  make: () => Condition;
}

const ofOrders = new Set(['revenue', 'orderCount', 'lastOrder', 'nextOrder', 'orders', 'refunds', 'cancelled', 'delivered', 'checkouts']);
const ofPerson = new Set(['name', 'email', 'phone', 'city', 'locale', 'birthday', 'company', 'firstSeen', 'lastSeen']);
/** Fields and properties that are amounts of money. */
const money = new Set(['revenue', 'value', 'amount', 'total', 'subtotal', 'price', 'discount', 'tax', 'shipping']);

export const isMoney = (name: string) => money.has(name);

/** label gives what people call something of the catalogue. */
export const label = (language: Language, x?: { english: string; chinese: string }) => (x ? (language === 'zh' ? x.chinese : x.english) : '');

export const fieldOf = (c: Catalogue, name?: string) => c.fields.find((f) => f.name === name);
export const eventOf = (c: Catalogue, word?: string) => c.events.find((e) => e.word === word);
export const propertyOf = (e: CatalogueEvent | undefined, name?: string) => e?.properties?.find((p) => p.name === name);

export function sectionOf(f: CatalogueField): Section {
  if (ofOrders.has(f.name)) return 'orders';
  return ofPerson.has(f.name) || f.name.startsWith('trait.') ? 'known' : 'scores';
}

/** starting gives the condition with which the editing of a field begins. */
export function starting(f: CatalogueField): Condition {
  switch (f.kind) {
    case 'number':
      return { field: f.name, op: '>=', value: f.name.startsWith('order9') || f.name === 'churn' ? 0.5 : 1 };
    case 'text':
      return f.values?.length ? { field: f.name, op: 'in', value: [f.values[0]!] } : { field: f.name, op: '==', value: '' };
    case 'bool':
      return { field: f.name, op: '==', value: true };
    case 'date':
      return f.name === 'birthday' ? { field: f.name, take: 'isThisMonth' } : { field: f.name, take: 'daysAgo', op: '<=', value: 30 };
    case 'time':
      return { field: f.name, take: 'daysAgo', op: '<=', value: 30 };
    default:
      return { field: f.name, op: 'holds', value: '' };
  }
}

/** picks gives everything that a condition can be about, in a reader's language. */
export function picks(c: Catalogue, language: Language, say: (key: 'then' | 'thenNot' | 'top' | 'bottom' | 'share' | 'audience' | 'list', name?: string) => string): Pick[] {
  const out: Pick[] = [];
  const add = (section: Section, key: string, title: string, words: string, met: number, make: () => Condition) =>
    out.push({ key, section, label: title, words: `${title} ${words}`.toLowerCase(), met, make });
  for (const f of c.fields) add(sectionOf(f), `field:${f.name}`, label(language, f), `${f.name} ${f.english} ${f.chinese}`, f.met, () => starting(f));
  for (const e of c.events) {
    add(ofOrders.has(e.word) ? 'orders' : 'behaviour', `event:${e.word}`, label(language, e), [e.word, ...(e.also ?? []), e.english, e.chinese].join(' '), e.met, () => ({
      series: { event: e.word, window: { from: { days: 30 } } },
      take: 'exists',
    }));
  }
  const word = (preferred: string) => eventOf(c, preferred)?.word ?? c.events[0]?.word ?? '';
  for (const not of [true, false]) {
    add('behaviour', `then:${not}`, say(not ? 'thenNot' : 'then'), 'sequence followed then cart abandoned 之后 加购 未下单', 0, () => ({
      series: { event: word('carted'), then: { ...(not && { not }), event: word('orders'), within: { days: 7 } } },
      take: 'exists',
    }));
  }
  for (const name of c.audiences) add('groups', `audience:${name}`, say('audience', name), `audience 人群 ${name}`, 0, () => ({ in: { audience: name } }));
  for (const name of c.lists) add('groups', `list:${name}`, say('list', name), `list 名单 ${name}`, 0, () => ({ in: { list: name } }));
  for (const rank of ['top', 'bottom'] as const) {
    add('share', rank, say(rank), 'rank percent best worst 排名 前 后', 0, () => ({ in: { [rank]: { percent: 10, by: 'revenue' } } }));
  }
  add('share', 'share', say('share'), 'random sample test control 随机 抽样 对照', 0, () => ({ in: { share: { percent: 10, salt: 'a' } } }));
  return out;
}

/** search keeps the picks that have every word that was typed, in the order of the sections. */
export function search(all: Pick[], q: string): Pick[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter((p) => words.every((w) => p.words.includes(w)));
  return sections.flatMap((s) => found.filter((p) => p.section === s));
}
