import { useMemo } from 'react';
import { LineChart } from '@/chart/LineChart';
import { Panel } from '@/design/Panel';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import type { GrowthDay } from './api';
import { filled } from './days';

/** Growth shows the size over time, and who came and went. */
export function Growth({ days: told, asOf }: { days: GrowthDay[]; asOf?: string }) {
  const t = useT();
  const f = useFormat();
  const days = useMemo(() => filled(told, f.dayKey(asOf ?? new Date()), 90), [told, asOf, f]);
  const x = useMemo(() => days.map((d) => d.day), [days]);
  const size = useMemo(() => [{ name: t('audience.size'), values: days.map((d) => d.size), area: true }], [days, t]);
  const moves = useMemo(
    () => [
      { name: t('audience.entered'), values: days.map((d) => d.entered), bars: true },
      { name: t('audience.left'), values: days.map((d) => d.left), bars: true },
    ],
    [days, t],
  );
  if (days.length < 2) {
    return (
      <Panel title={t('audience.growth')}>
        <p className="muted">{t('audience.growth.young')}</p>
      </Panel>
    );
  }
  const sheet = { columns: [t('audience.day'), t('audience.size'), t('audience.entered'), t('audience.left')], rows: days.map((d) => [d.day, d.size, d.entered, d.left]) };
  const common = { x, label: f.day, tick: f.shortDay, value: (v: number) => f.number(v), sheet, height: 220 };
  return (
    <div className="grid-2">
      <LineChart {...common} title={t('audience.growth')} hint={t('audience.growth.hint')} series={size} summary={t('audience.growth')} />
      <LineChart {...common} title={t('audience.moves')} series={moves} summary={t('audience.moves')} />
    </div>
  );
}
