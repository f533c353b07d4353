import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { ConfigProvider } from 'antd';
import type { Locale } from 'antd/es/locale';
import { useEffect, useMemo, useState } from 'react';
import { RouterProvider } from 'react-router';
import { Fault } from '@/api/fault';
import { antdTheme } from '@/design/theme';
import { useLanguage } from '@/i18n';
import { router } from './routes';
import { useMode } from './theme';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // A refusal stays a refusal; only a server that was not there is asked again.
      retry: (count, err) => err instanceof Fault && (err.status === 0 || err.status === 503) && count < 2,
      refetchOnWindowFocus: true,
    },
  },
});

/** App is the whole console: looks, words, server state and routes. */
export function App() {
  const mode = useMode();
  const theme = useMemo(() => antdTheme(mode), [mode]);
  return (
    <ConfigProvider theme={theme} locale={useAntdLocale()} wave={{ disabled: true }} button={{ autoInsertSpace: false }}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ConfigProvider>
  );
}

/** useAntdLocale loads Ant Design's own few words when they are not English, its default. */
function useAntdLocale(): Locale | undefined {
  const language = useLanguage();
  const [chinese, setChinese] = useState<Locale>();
  useEffect(() => {
    if (language === 'zh') void import('antd/locale/zh_CN').then((m) => setChinese(m.default));
  }, [language]);
  return language === 'zh' ? chinese : undefined;
}
