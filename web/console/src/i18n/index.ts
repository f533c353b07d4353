import i18next from 'i18next';
import { useSyncExternalStore } from 'react';
import type { en } from './en';
import type { audience } from './en/audience';
import type { quality } from './en/quality';
import type { tag } from './en/tag';

export type Language = 'en' | 'zh';

type Plural<K> = K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K;
/** Key is every word of the console; a misspelt one does not compile. */
export type Key = Plural<keyof typeof en | keyof typeof audience | keyof typeof quality | keyof typeof tag>;

export type Params = Record<string, string | number | undefined>;
export type Translate = (key: Key, params?: Params) => string;

const stored = 'regulars.language';

/** preferred gives the chosen language, else the browser's. */
export function preferred(): Language {
  const saved = read(stored);
  const tag = saved ?? navigator.language;
  return tag.startsWith('zh') ? 'zh' : 'en';
}

const load: Record<Language, () => Promise<Record<string, string>>> = {
  en: () => import('./en').then((m) => m.en),
  zh: () => import('./zh').then((m) => m.zh),
};

/** Words that only some pages need come with those pages. */
const more = {
  audience: {
    en: () => import('./en/audience').then((m): Record<string, string> => m.audience),
    zh: () => import('./zh/audience').then((m): Record<string, string> => m.audience),
  },
  quality: {
    en: () => import('./en/quality').then((m): Record<string, string> => m.quality),
    zh: () => import('./zh/quality').then((m): Record<string, string> => m.quality),
  },
  tag: {
    en: () => import('./en/tag').then((m): Record<string, string> => m.tag),
    zh: () => import('./zh/tag').then((m): Record<string, string> => m.tag),
  },
};
let begun: () => void;
const started = new Promise<void>((resolve) => (begun = resolve));
const learnt = new Set<keyof typeof more>();

/** learn loads more words in the language on the screen; a change of language brings them along. */
export async function learn(domain: keyof typeof more): Promise<void> {
  learnt.add(domain);
  // Routes ask for their words as soon as they are there, which is before the first words are.
  await started;
  await bring(i18next.language as Language, domain);
}

async function bring(language: Language, domain: keyof typeof more) {
  i18next.addResourceBundle(language, 'translation', await more[domain][language](), true, true);
}

/** start loads the words of the preferred language. Call it once, before rendering. */
export async function start(): Promise<void> {
  const language = preferred();
  await i18next.init({
    lng: language,
    fallbackLng: false,
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    resources: { [language]: { translation: await load[language]() } },
  });
  mark(language);
  begun();
}

/** choose changes the language at once and remembers it in this browser. */
export async function choose(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', await load[language]());
  }
  await Promise.all([...learnt].map((domain) => bring(language, domain)));
  write(stored, language);
  mark(language);
  await i18next.changeLanguage(language);
}

function mark(language: Language) {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}

function subscribe(changed: () => void) {
  i18next.on('languageChanged', changed);
  return () => i18next.off('languageChanged', changed);
}

/** useLanguage gives the language on the screen. */
export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, () => i18next.language as Language);
}

/** translators speak one language each, whatever is on the screen. */
export const translators: Record<Language, Translate> = {
  en: (key, params) => i18next.t(key, { ...params, lng: 'en' }),
  zh: (key, params) => i18next.t(key, { ...params, lng: 'zh' }),
};

/** useT gives the translator of the language on the screen; it is stable between changes. */
export function useT(): Translate {
  return translators[useLanguage()];
}

/** known reports whether a key made from a server's code has words. */
export function known(key: string): key is Key {
  return i18next.exists(key) || i18next.exists(key, { count: 1 });
}

/** word gives the words of a key made from a server's code, or the fallback when it is new to us. */
export function word(t: Translate, key: string, fallback: string, params?: Params): string {
  return known(key) ? t(key, params) : fallback;
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Private windows may refuse; the choice then lasts for this page.
  }
}
