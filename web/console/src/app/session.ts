import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { api, ask, setCSRF } from '@/api/client';
import type { Session, SessionAnswer } from '@/api/types';
import { choose, type Language } from '@/i18n';

export const SessionContext = createContext<Session | null>(null);

/** useSession gives who is signed in and the workspace. Only below the shell. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession stands outside the shell');
  return session;
}

/** useCan reports whether the signed-in member of staff has a permission. */
export function useCan(permission: string): boolean {
  return (useSession().staff.permissions ?? []).includes(permission);
}

/** begun keeps what a session brings: the token of changes and the person's language. */
async function begun(answer: SessionAnswer): Promise<SessionAnswer> {
  setCSRF(answer.csrfToken ?? '');
  const language = answer.staff?.language;
  if (language) await choose(language.startsWith('zh') ? 'zh' : 'en');
  return answer;
}

export const sessionQuery = {
  queryKey: ['session'],
  queryFn: async () => begun(await ask(api.GET('/session'))),
  staleTime: 60_000,
};

/** useSessionQuery asks the server who is signed in; it answers also when nobody is. */
export const useSessionQuery = () => useQuery(sessionQuery);

/** enter takes the answer of a sign-in, set-up or link and starts afresh with it. */
export async function enter(queries: QueryClient, answer: SessionAnswer) {
  queries.clear();
  queries.setQueryData(sessionQuery.queryKey, await begun(answer));
}

/** signIn opens a session. */
export async function signIn(queries: QueryClient, email: string, password: string) {
  await enter(queries, await ask(api.POST('/session', { body: { email, password } })));
}

/** useSignOut ends the session and forgets what was loaded. */
export function useSignOut() {
  const queries = useQueryClient();
  return async () => {
    await ask(api.DELETE('/session')).catch(() => undefined);
    setCSRF('');
    queries.clear();
    window.location.assign('/sign-in');
  };
}

/** useChooseLanguage changes the language here and keeps it with the person, for their other devices. */
export function useChooseLanguage() {
  const queries = useQueryClient();
  return async (language: Language) => {
    await choose(language);
    const answer = await ask(api.PATCH('/session', { body: { language: language === 'zh' ? 'zh-CN' : 'en' } })).catch(() => undefined);
    if (answer) queries.setQueryData(sessionQuery.queryKey, answer);
  };
}
