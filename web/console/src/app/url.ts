import { useMemo } from 'react';
import { useSearchParams } from 'react-router';

export type Patch = Record<string, string | string[] | undefined>;

/** patched gives the query with some values changed; empty ones leave it, and order stays stable for saved links. */
export function patched(params: URLSearchParams, patch: Patch): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const [key, value] of Object.entries(patch)) {
    const s = Array.isArray(value) ? value.join(',') : value;
    if (s) next.set(key, s);
    else next.delete(key);
  }
  next.sort();
  return next;
}

/** list reads a value that holds several words, keeping only those allowed. */
export function list<T extends string>(value: string | null, allowed: readonly T[]): T[] {
  const words = (value ?? '').split(',');
  return allowed.filter((a) => words.includes(a));
}

/** choice reads a value that is one of a few words, else the first of them. */
export function choice<T extends string>(value: string | null, allowed: readonly [T, ...T[]]): T {
  return allowed.find((a) => a === value) ?? allowed[0];
}

/** useUrl gives the query of the address and a way to change it; the address is the only home of filters. */
export function useUrl() {
  const [params, setParams] = useSearchParams();
  return useMemo(
    () => ({
      params,
      get: (key: string) => params.get(key) ?? '',
      /** Set changes the address in place: filters are no steps for the back button. */
      set: (patch: Patch) => setParams((before) => patched(before, patch), { replace: true, preventScrollReset: true }),
    }),
    [params, setParams],
  );
}
