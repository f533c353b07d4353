import { createContext, useContext, useMemo } from 'react';
import { useLanguage } from '@/i18n';
import { format, type Format } from './format';

/** Zone is the workspace's time zone; before sign-in, the browser's. */
export const Zone = createContext(Intl.DateTimeFormat().resolvedOptions().timeZone);

/** useFormat gives the formatters of the language on the screen and the workspace's zone. */
export function useFormat(): Format {
  const language = useLanguage();
  const zone = useContext(Zone);
  return useMemo(() => format(language, zone), [language, zone]);
}
