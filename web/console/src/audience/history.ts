import { useCallback, useEffect, useState } from 'react';

interface History<T> {
  past: T[];
  now: T;
  future: T[];
  /** Key and at are of the last change: what follows on it at once is one step with it. */
  key: string;
  at: number;
}

const most = 200;
/** Changes of one field within this many milliseconds are one step back. */
const together = 1200;

export const begin = <T>(now: T): History<T> => ({ past: [], now, future: [], key: '', at: 0 });

export function change<T>(h: History<T>, now: T, key: string, at: number): History<T> {
  if (now === h.now) return h;
  if (key && key === h.key && at - h.at < together) return { ...h, now, future: [], at };
  return { past: [...h.past.slice(1 - most), h.now], now, future: [], key, at };
}

export function back<T>(h: History<T>): History<T> {
  const now = h.past.at(-1);
  return now === undefined ? h : { past: h.past.slice(0, -1), now, future: [h.now, ...h.future], key: '', at: 0 };
}

export function forth<T>(h: History<T>): History<T> {
  const [now, ...future] = h.future;
  return now === undefined ? h : { past: [...h.past, h.now], now, future, key: '', at: 0 };
}

/** useHistory holds a value whose changes can be taken back. */
export function useHistory<T>(first: T) {
  const [h, set] = useState(() => begin(first));
  return {
    now: h.now,
    canUndo: h.past.length > 0,
    canRedo: h.future.length > 0,
    /** Changes with one key, such as the letters of one field, are taken back together. */
    change: useCallback((next: T | ((now: T) => T), key = '') => set((h) => change(h, typeof next === 'function' ? (next as (now: T) => T)(h.now) : next, key, Date.now())), []),
    /** Begin anew, with nothing to take back. */
    reset: useCallback((next: T) => set(begin(next)), []),
    undo: useCallback(() => set(back), []),
    redo: useCallback(() => set(forth), []),
  };
}

/** useSettled gives a value once it has rested for some milliseconds. */
export function useSettled<T>(value: T, wait: number): T {
  const [settled, set] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => set(value), wait);
    return () => window.clearTimeout(timer);
  }, [value, wait]);
  return settled;
}
