import { known, type Key, type Translate } from '@/i18n';
import type { Format, Money } from './format';

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const civil = /^\d{4}-\d{2}-\d{2}$/;

/** isMoney tells an exact amount from other objects. */
export function isMoney(v: unknown): v is Money {
  return typeof v === 'object' && v !== null && typeof (v as Money).minor === 'number' && typeof (v as Money).currency === 'string';
}

/** phrase writes one value as it belongs in a sentence; names tell shares from counts. */
export function phrase(f: Format, t: Translate, name: string, value: unknown): string | number {
  if (isMoney(value)) return f.money(value);
  if (typeof value === 'number') return number(f, name, value);
  if (typeof value === 'string') {
    if (instant.test(value) || civil.test(value)) return f.day(value);
    const named = [`${name}.${value}`, `tier.${value}.short`, `stage.${value}`, `channel.${value}`];
    const key = /^(from|to|stage|tier|channel|kind|cause|reason)$/i.test(name) ? named.find(known) : undefined;
    return key ? t(key as Key) : value;
  }
  if (Array.isArray(value)) return f.list(value.map((v) => String(phrase(f, t, name, v))));
  return value === null || value === undefined ? '' : String(value);
}

function number(f: Format, name: string, n: number): string | number {
  if (name === 'count') return n; // i18next picks the plural by it and formats it itself
  if (/probability|share|rate|ratio$/i.test(name)) return f.percent(n);
  return Number.isInteger(n) ? f.number(n) : f.number(n, 1);
}

/** sentence says a server's code in words: the family's key with its values, or undefined when the code is new to us. */
export function sentence(t: Translate, f: Format, family: string, code: string, params: Record<string, unknown> = {}): string | undefined {
  const key = `${family}.${code}`;
  if (!known(key)) return undefined;
  const said: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(params)) said[name] = phrase(f, t, name, value);
  if (typeof params.count === 'number') said.n = f.number(params.count);
  return t(key, said);
}
