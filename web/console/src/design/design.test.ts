import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readable } from '@/chart/palette';
import { csv } from '@/chart/export';
import { initials } from './Badge';

const css = readFileSync(new URL('./base.css', import.meta.url), 'utf8');

function variables(theme: 'light' | 'dark'): Record<string, string> {
  const block = new RegExp(`\\[data-theme='${theme}'\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? '';
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map((m) => [m[1]!, m[2]!]));
}

function contrast(a: string, b: string): number {
  const light = (hex: string) => {
    const [r, g, bl] = [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * bl!;
  };
  const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
  return (x! + 0.05) / (y! + 0.05);
}

describe('colours', () => {
  const pairs = [
    ['text', 'ground'], ['text', 'surface'], ['text', 'sunken'], ['muted', 'ground'], ['muted', 'surface'], ['muted', 'sunken'], ['muted', 'hover'],
    ['faint', 'ground'], ['faint', 'surface'], ['accent', 'surface'], ['accent', 'ground'], ['accent', 'accent-soft'], ['on-accent', 'accent'],
    ['attention', 'attention-soft'], ['harm', 'harm-soft'], ['harm', 'surface'], ['good', 'good-soft'], ['good', 'surface'], ['text', 'attention-soft'], ['text', 'harm-soft'],
  ] as const;
  for (const theme of ['light', 'dark'] as const) {
    it(`can be read in the ${theme}`, () => {
      const v = variables(theme);
      for (const [front, back] of pairs) expect(contrast(v[front]!, v[back]!), `${front} on ${back}`).toBeGreaterThanOrEqual(4.5);
    });
    it(`of marks stand out in the ${theme}`, () => {
      const v = variables(theme);
      for (const name of Object.keys(v).filter((n) => /^(tier|stage)-/.test(n))) {
        if (name === 'stage-prospect' || /new$/.test(name)) continue; // always beside their word, and lighter by design
        expect(contrast(v[name]!, v.surface!), name).toBeGreaterThanOrEqual(3);
      }
    });
  }
  it('of text in a cell follow its ground', () => {
    expect(readable('#0f766e', 0.1, '#ffffff', '#1f1d1a', '#ffffff')).toBe('#1f1d1a');
    expect(readable('#0f766e', 1, '#fff', '#1f1d1a', '#ffffff')).toBe('#ffffff');
    expect(readable('#2dd4bf', 0.1, '#1c1d1b', '#1f1d1a', '#ffffff')).toBe('#ffffff');
  });
});

describe('files of charts', () => {
  it('are quoted and never run as formulas', () => {
    expect(csv({ columns: ['a', 'b'], rows: [['x,"y"', 1], ['=SUM(A1)', null], ['-12.5', 2]] })).toBe('\uFEFFa,b\r\n"x,""y""",1\r\n\'=SUM(A1),\r\n-12.5,2\r\n');
  });
});

describe('initials', () => {
  it('fit Chinese and other names', () => {
    expect(['王磊', 'Wang Lei', 'olivia', 'c@example.com', '', '+86 138'].map(initials)).toEqual(['磊', 'WL', 'O', 'CC', '·', '·']);
  });
});
