import { useSyncExternalStore } from 'react';

function watcher(query: string) {
  const list = window.matchMedia(query);
  const subscribe = (changed: () => void) => {
    list.addEventListener('change', changed);
    return () => list.removeEventListener('change', changed);
  };
  const read = () => list.matches;
  return () => useSyncExternalStore(subscribe, read);
}

/** usePhone reports whether the screen is as narrow as a phone. */
export const usePhone = watcher('(max-width: 640px)');
/** useNarrow reports whether the screen has no room for the side bar. */
export const useNarrow = watcher('(max-width: 900px)');
/** useSystemDark reports whether the system asks for the dark. */
export const useSystemDark = watcher('(prefers-color-scheme: dark)');
