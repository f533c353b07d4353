import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { en } from './en';
import { audience as enAudience } from './en/audience';
import { quality as enQuality } from './en/quality';
import { tag as enTag } from './en/tag';
import { zh } from './zh';
import { audience as zhAudience } from './zh/audience';
import { quality as zhQuality } from './zh/quality';
import { tag as zhTag } from './zh/tag';

const src = fileURLToPath(new URL('..', import.meta.url));
const english: Record<string, string> = { ...en, ...enAudience, ...enQuality, ...enTag };
const chinese: Record<string, string> = { ...zh, ...zhAudience, ...zhQuality, ...zhTag };
const plural = (key: string) => key.replace(/_(one|other)$/, '');
const marks = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort();

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((f) => {
    const path = join(folder, f.name);
    if (f.isDirectory()) return f.name === 'i18n' ? [] : sources(path);
    return /\.tsx?$/.test(f.name) && !/\.test\./.test(f.name) ? [readFileSync(path, 'utf8')] : [];
  });
}

describe('the words', () => {
  it('have the same keys in both languages', () => {
    const of = (words: Record<string, string>) => [...new Set(Object.keys(words).map(plural))].sort();
    expect(of(chinese)).toEqual(of(english));
  });

  it('say something everywhere', () => {
    for (const [key, text] of [...Object.entries(english), ...Object.entries(chinese)]) expect(text.trim(), key).not.toBe('');
  });

  it('take the same values in both languages', () => {
    for (const [key, text] of Object.entries(chinese)) {
      const original = english[key] ?? '';
      const wanted = marks(original).filter((m) => m !== '{{count}}');
      expect(marks(text).filter((m) => m !== '{{count}}'), key).toEqual(wanted);
    }
  });

  it('keep their voice: no exclamation marks, no words of other products', () => {
    for (const [key, text] of Object.entries(english)) {
      expect(text, key).not.toMatch(/!|\bprofiles?\b|\busers\b|\bleads?\b(?!s? to)|\bplease note\b/i);
    }
    for (const [key, text] of Object.entries(chinese)) expect(text, key).not.toMatch(/[!！]/);
  });

  it('are all used', () => {
    const code = sources(src).join('\n');
    // Keys made of a server's code begin with the fixed part of a template, or are a family of sentence().
    const prefixes = [...code.matchAll(/`([\w.]+\.)\$\{/g)].map((m) => m[1]!);
    const families = [...code.matchAll(/sentence\(t, f, '([\w.]+)'/g)].map((m) => `${m[1]!}.`);
    const starts = [...prefixes, ...families];
    const unused = [...new Set(Object.keys(english).map(plural))].filter(
      (key) => !code.includes(`'${key}'`) && !starts.some((s) => key.startsWith(s)),
    );
    expect(unused).toEqual([]);
  });
});
