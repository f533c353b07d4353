import type { Language } from '@/i18n';

/** Money is an exact amount: minor units (cents, fen, whole yen) of an ISO 4217 currency. */
export interface Money {
  minor: number;
  currency: string;
}

export interface Format {
  /** money gives the exact amount; `whole` leaves the minor units out, `compact` shortens millions. */
  money(m: Money, how?: 'whole' | 'compact'): string;
  number(n: number, digits?: number): string;
  /** percent takes a share between 0 and 1 and shows one decimal. */
  percent(share: number, digits?: number): string;
  /** points shows a difference of two shares, signed, in percentage points. */
  points(difference: number): string;
  /** day takes an instant or a civil day (YYYY-MM-DD). */
  day(when: string | Date): string;
  /** shortDay leaves the year out. */
  shortDay(when: string | Date): string;
  month(when: string): string;
  clock(when: string | Date): string;
  /** exact gives the instant in the workspace's zone, to the second. */
  exact(when: string | Date): string;
  /** relative gives "3 days ago", counted from now. */
  relative(when: string | Date, now?: Date): string;
  /** daysAgo says how many civil days lie between a day and today: "today", "yesterday", "5 days ago". */
  daysAgo(day: string, today?: string): string;
  /** ago says how many days ago something was: "today", "yesterday", "5 days ago". */
  ago(days: number): string;
  /** dayKey gives the civil day in the workspace's zone as YYYY-MM-DD. */
  dayKey(when: string | Date): string;
  /** days gives "12 days". */
  days(n: number, digits?: number): string;
  bytes(n: number): string;
  /** span gives whole days, below one day hours: "3 days", "5 hours". */
  span(seconds: number): string;
  /** between gives two days as a range: "4 Mar to 20 Apr 2026". */
  between(from: string, to: string): string;
  /** seconds gives a short duration such as "2 min". */
  duration(seconds: number): string;
  list(words: string[]): string;
  /** enumerate sets words side by side without an "and". */
  enumerate(words: string[]): string;
}

const cache = new Map<string, Intl.NumberFormat>();

function numbers(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale + JSON.stringify(options);
  let found = cache.get(key);
  if (!found) cache.set(key, (found = new Intl.NumberFormat(locale, options)));
  return found;
}

/** digitsOf gives how many minor digits a currency has; 2 for a code Intl does not know. */
export function digitsOf(currency: string): number {
  try {
    return numbers('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** major gives the amount as a decimal number, for axes and files only: money is never added up in it. */
export function major(m: Money): number {
  return m.minor / 10 ** digitsOf(m.currency);
}

const civil = /^\d{4}-\d{2}-\d{2}$/;

/** format makes all formatters for a language and a time zone. */
export function format(language: Language, timeZone: string): Format {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const zone = safeZone(timeZone);
  const dates = (options: Intl.DateTimeFormatOptions) => {
    const inZone = new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
    const atUTC = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
    return (when: string | Date) =>
      typeof when === 'string' && civil.test(when)
        ? atUTC.format(new Date(`${when}T00:00:00Z`))
        : inZone.format(new Date(when));
  };
  const key = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const day = dates({ year: 'numeric', month: 'short', day: 'numeric' });
  const shortDay = dates({ month: 'short', day: 'numeric' });
  const ago = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const unit = (n: number, name: string, digits = 0) =>
    numbers(locale, { style: 'unit', unit: name, unitDisplay: 'long', maximumFractionDigits: digits }).format(n);

  return {
    money: (m, how) => money(locale, m, how),
    number: (n, digits = 0) => numbers(locale, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(n),
    percent: (share, digits = 1) =>
      numbers(locale, { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(share),
    points: (d) =>
      numbers(locale, { signDisplay: 'exceptZero', minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(d * 100),
    day,
    shortDay,
    month: dates({ year: 'numeric', month: 'short' }),
    clock: dates({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    exact: dates({
      year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit',
      hourCycle: 'h23', timeZoneName: 'short',
    }),
    relative: (when, now = new Date()) => relative(ago, new Date(when), now),
    daysAgo: (day, today = key.format(new Date())) => {
      const n = Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000);
      return Math.abs(n) < 45 ? ago.format(n, 'day') : Math.abs(n) < 540 ? ago.format(Math.round(n / 30.44), 'month') : ago.format(Math.round(n / 365.25), 'year');
    },
    ago: (n) => ago.format(-Math.round(n), 'day'),
    dayKey: (when) => (typeof when === 'string' && civil.test(when) ? when : key.format(new Date(when))),
    days: (n, digits = 0) => unit(n, 'day', digits),
    span: (s) => (s >= 86_400 ? unit(Math.floor(s / 86_400), 'day') : unit(Math.max(1, Math.round(s / 3600)), 'hour')),
    between: (from, to) => {
      const once = key.format(new Date(from)).slice(0, 4) === key.format(new Date(to)).slice(0, 4);
      // The year is said once, where each language says it: behind in English, in front in Chinese.
      return language === 'zh' ? `${day(from)} – ${once ? shortDay(to) : day(to)}` : `${once ? shortDay(from) : day(from)} – ${day(to)}`;
    },
    bytes: (n) => bytes(locale, n),
    duration: (s) => (s < 90 ? unit(Math.max(1, Math.round(s)), 'second') : unit(Math.round(s / 60), 'minute')),
    enumerate: (words) => words.join(language === 'zh' ? '、' : ', '),
    list: (words) => new Intl.ListFormat(locale, { type: 'conjunction' }).format(words),
  };
}

function money(locale: string, m: Money, how?: 'whole' | 'compact'): string {
  if (!m.currency) return numbers(locale, {}).format(m.minor);
  const digits = digitsOf(m.currency);
  const options: Intl.NumberFormatOptions = { style: 'currency', currency: m.currency, currencyDisplay: 'narrowSymbol' };
  if (how === 'whole') options.maximumFractionDigits = 0;
  if (how === 'compact') Object.assign(options, { notation: 'compact', maximumSignificantDigits: 3 });
  // A decimal string keeps every digit of a large amount; Intl reads it exactly.
  return numbers(locale, options).format(decimal(m.minor, digits) as unknown as number);
}

/** decimal writes minor units as a decimal number without rounding. */
export function decimal(minor: number, digits: number): string {
  const sign = minor < 0 ? '-' : '';
  const s = String(Math.abs(Math.trunc(minor))).padStart(digits + 1, '0');
  return digits === 0 ? sign + s : `${sign}${s.slice(0, -digits)}.${s.slice(-digits)}`;
}

// No weeks: "2 weeks ago" hides whether it was 8 or 13 days.
const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86400], ['month', 30 * 86400], ['day', 86400], ['hour', 3600], ['minute', 60],
];

function relative(ago: Intl.RelativeTimeFormat, when: Date, now: Date): string {
  const seconds = (when.getTime() - now.getTime()) / 1000;
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return ago.format(Math.trunc(seconds / size), unit);
  }
  return ago.format(Math.trunc(seconds), 'second');
}

function bytes(locale: string, n: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
  let i = 0;
  while (n >= 1000 && i < units.length - 1) {
    n /= 1000;
    i++;
  }
  return numbers(locale, { style: 'unit', unit: units[i]!, maximumFractionDigits: n < 10 && i > 0 ? 1 : 0 }).format(n);
}

function safeZone(zone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    return 'UTC';
  }
}
