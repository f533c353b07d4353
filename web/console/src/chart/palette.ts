/** Colours gives a chart's colours from the page's own, so that both themes stay in step. */
export interface Colours {
  text: string;
  muted: string;
  line: string;
  surface: string;
  accent: string;
  attention: string;
  /** Series are at most six hues that colour-blind readers can tell apart; they also differ in lightness. */
  series: string[];
}

/** At most six: Okabe and Ito's idea, toned to the console. */
const series = {
  light: ['#0f766e', '#d97706', '#3f74c9', '#a8477e', '#6d675e', '#5aa9c9'],
  dark: ['#2dd4bf', '#f2b04b', '#7ea8f0', '#e08bbd', '#a8a195', '#8fd0e8'],
};

/** colours reads the page's variables. */
export function colours(mode: 'light' | 'dark'): Colours {
  const style = getComputedStyle(document.documentElement);
  const v = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    text: v('text'), muted: v('muted'), line: v('line'), surface: v('surface'), accent: v('accent'),
    attention: v('attention-mark'), series: series[mode],
  };
}

/** named gives the fixed colour of a word, such as "tier-A" or "stage-active". */
export function named(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** tint gives a colour with an opacity between 0 and 1. */
export function tint(hex: string, alpha: number): string {
  const n = Number.parseInt(hex.slice(1), 16);
  return `rgba(${n >> 16}, ${(n >> 8) & 255}, ${n & 255}, ${alpha})`;
}
