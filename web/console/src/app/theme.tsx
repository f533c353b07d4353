import { useEffect, useSyncExternalStore } from 'react';
import { useSystemDark } from '@/design/media';

export type ThemeChoice = 'light' | 'dark' | 'system';
const key = 'regulars.theme';
const listeners = new Set<() => void>();
let choice: ThemeChoice = read();

function read(): ThemeChoice {
  try {
    const saved = localStorage.getItem(key);
    return saved === 'light' || saved === 'dark' ? saved : 'system';
  } catch {
    return 'system';
  }
}

/** chooseTheme changes the looks at once and remembers it in this browser. */
export function chooseTheme(next: ThemeChoice) {
  choice = next;
  try {
    localStorage.setItem(key, next);
  } catch {
    // Private windows may refuse; the choice then lasts for this page.
  }
  listeners.forEach((fn) => fn());
}

export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(
    (fn) => {
      listeners.add(fn);
      return () => listeners.delete(fn);
    },
    () => choice,
  );
}

/** useMode gives the looks on the screen and keeps the document in step. */
export function useMode(): 'light' | 'dark' {
  const chosen = useThemeChoice();
  const system = useSystemDark();
  const mode = chosen === 'system' ? (system ? 'dark' : 'light') : chosen;
  useEffect(() => {
    document.documentElement.dataset.theme = mode;
  }, [mode]);
  return mode;
}
