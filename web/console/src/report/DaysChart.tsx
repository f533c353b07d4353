import { useMemo } from 'react';
import { choice, useUrl } from '@/app/url';
import { LineChart, type Series } from '@/chart/LineChart';
import { Choice } from '@/design/Choice';
import { major } from '@/format/format';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import type { Overview } from './api';
import { byWeek } from './weeks';

const views = ['revenue', 'orders', 'new'] as const;

/** DaysChart shows revenue, orders or new customers by day; by week once a year is shown. */
export function DaysChart({ data, days }: { data: Overview; days: number }) {
  const t = useT();
  const f = useFormat();
  const url = useUrl();
  const view = choice(url.get('show'), views);
  const rows = useMemo(() => (days > 180 ? byWeek(data.days ?? []) : (data.days ?? [])), [data.days, days]);
  const x = useMemo(() => rows.map((d) => d.day), [rows]);
  const series = useMemo((): Series[] => {
    if (view === 'orders') return [{ name: t('overview.orders'), values: rows.map((d) => d.orders), bars: true }];
    if (view === 'new') return [{ name: t('overview.newCustomers'), values: rows.map((d) => d.newCustomers), bars: true, colour: 'stage-new' }];
    // Today is not over: its point is drawn like something still to come.
    return [{ name: t('overview.revenue'), values: rows.map((d) => d.revenueMinor), area: true, forecastFrom: data.historical ? undefined : rows.length - 1 }];
  }, [rows, view, t, data.historical]);
  const money = useMemo(() => (v: number) => f.money({ minor: Math.round(v), currency: data.currency }), [f, data.currency]);
  const short = useMemo(() => (v: number) => f.money({ minor: Math.round(v), currency: data.currency }, 'compact'), [f, data.currency]);
  const sum = rows.reduce((n, d) => n + d.revenueMinor, 0);
  const refunds = rows.reduce((n, d) => n + d.refundsMinor, 0);
  const orders = rows.reduce((n, d) => n + d.orders, 0);
  return (
    <LineChart
      title={t(days > 180 ? 'overview.byWeek' : 'overview.byDay')}
      how="revenue"
      hint={t('overview.days.sum', {
        revenue: f.money({ minor: sum, currency: data.currency }, 'whole'), count: orders, orders: f.number(orders),
        refunds: f.money({ minor: refunds, currency: data.currency }, 'whole'),
      })}
      extra={
        <Choice
          small
          label={t('overview.show')}
          value={view}
          onChange={(show) => url.set({ show: show === 'revenue' ? undefined : show })}
          options={[
            { value: 'revenue', label: t('overview.revenue') },
            { value: 'orders', label: t('overview.orders') },
            { value: 'new', label: t('overview.newCustomers') },
          ]}
        />
      }
      x={x}
      series={series}
      label={(day) => (day === x.at(-1) && !data.historical ? t('overview.soFar', { day: f.shortDay(day) }) : f.shortDay(day))}
      tick={f.shortDay}
      value={view === 'revenue' ? money : f.number}
      axis={view === 'revenue' ? short : f.number}
      height={280}
      summary={t('overview.days.summary', { revenue: f.money({ minor: sum, currency: data.currency }), count: orders, orders: f.number(orders) })}
      sheet={{
        columns: [t('col.day'), t('overview.revenue'), t('overview.orders'), t('col.refunds'), t('overview.newCustomers')],
        rows: rows.map((d) => [d.day, major({ minor: d.revenueMinor, currency: data.currency }), d.orders, major({ minor: d.refundsMinor, currency: data.currency }), d.newCustomers]),
      }}
    />
  );
}
