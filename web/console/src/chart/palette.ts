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

/** readable chooses the text colour that stands out on `over` at an opacity upon `ground`. */
export function readable(over: string, alpha: number, ground: string, dark: string, light: string): string {
  const mix = rgb(over).map((v, i) => v * alpha + rgb(ground)[i]! * (1 - alpha));
  return contrast(luminance(mix), luminance(rgb(dark))) >= contrast(luminance(mix), luminance(rgb(light))) ? dark : light;
}

function contrast(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** luminance is the relative luminance of WCAG 2. */
function luminance(channels: number[]): number {
  const [r, g, b] = channels.map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

/** rgb reads #abc and #aabbcc. */
export function rgb(hex: string): number[] {
  const h = hex.length === 4 ? [...hex.slice(1)].map((ch) => ch + ch).join('') : hex.slice(1);
  return [0, 2, 4].map((i) => Number.parseInt(h.slice(i, i + 2), 16));
}

/** tint gives a colour with an opacity between 0 and 1. */
export function tint(hex: string, alpha: number): string {
  return `rgba(${rgb(hex).join(', ')}, ${alpha})`;
}
