import { Chart, axes, tooltip, useDraw, type Frame } from './Chart';
import { tint } from './palette';
import { tip } from './tip';

export interface Series {
  name: string;
  /** One value an x; null where there is none. */
  values: (number | null)[];
  /** Colour is one of the page's variables, such as "tier-A"; the palette's next one by default. */
  colour?: string;
  /** Dashed from this index on: what has not happened yet. */
  forecastFrom?: number;
  band?: { low: (number | null)[]; high: (number | null)[] };
  area?: boolean;
  /** Bars draws columns instead of a line. */
  bars?: boolean;
}

interface Props extends Frame {
  x: string[];
  series: Series[];
  label: (x: string) => string;
  /** Tick shortens labels on the axis. */
  tick?: (x: string) => string;
  value: (v: number) => string;
  /** Axis shortens values on the axis. */
  axis?: (v: number) => string;
  /** Today marks the x that is today. */
  today?: { x: string; word: string };
  stacked?: boolean;
}

/** LineChart shows values over time; lines are named at their end, not in a legend. */
export function LineChart(p: Props) {
  const draw = useDraw(
    (c, width) => {
      const a = axes(c);
      const direct = p.series.length > 1 && width > 420;
      const lines = p.series.flatMap((s, i) => {
        const colour = s.colour ? getComputedStyle(document.documentElement).getPropertyValue(`--${s.colour}`) : c.series[i % 6]!;
        if (s.bars) {
          return [{ type: 'bar', name: s.name, data: s.values, barMaxWidth: 22, barCategoryGap: '22%', stack: p.stacked ? 'all' : undefined,
            itemStyle: { color: colour, borderRadius: p.stacked ? 0 : [3, 3, 0, 0] } }];
        }
        const from = s.forecastFrom ?? s.values.length;
        const common = {
          type: 'line', name: s.name, showSymbol: false, symbolSize: 6, lineStyle: { width: 2, color: colour }, itemStyle: { color: colour },
          endLabel: direct ? { show: true, formatter: s.name, color: c.text, fontSize: 12, distance: 6 } : undefined,
          areaStyle: s.area ? { color: tint(colour.trim(), 0.1) } : undefined,
          stack: p.stacked ? 'all' : undefined,
        };
        const parts: object[] = [{ ...common, data: s.values.map((v, j) => (j < from ? v : null)) }];
        if (from < s.values.length) {
          parts.push({ ...common, areaStyle: undefined, lineStyle: { width: 2, type: 'dashed', color: colour },
            data: s.values.map((v, j) => (j >= from - 1 ? v : null)) });
        }
        if (s.band) parts.push(...band(s.band, colour.trim(), s.name));
        return parts;
      });
      if (p.today && lines[0]) {
        Object.assign(lines[0], { markLine: { silent: true, symbol: 'none', lineStyle: { color: c.muted, type: 'dotted' },
          label: { formatter: p.today.word, color: c.muted }, data: [{ xAxis: p.today.x }] } });
      }
      return {
        grid: { left: 4, right: direct ? 88 : 12, top: 12, bottom: 4, containLabel: true },
        xAxis: { ...a.category, boundaryGap: p.series.some((s) => s.bars), data: p.x,
          axisLabel: { ...a.category.axisLabel, formatter: (x: string) => (p.tick ?? p.label)(x), hideOverlap: true } },
        yAxis: { ...a.value, min: 0, axisLabel: { ...a.value.axisLabel, formatter: (v: number) => (p.axis ?? p.value)(v) } },
        tooltip: {
          trigger: 'axis', ...tooltip(c),
          formatter: (at: { dataIndex: number }[]) => {
            const i = at[0]?.dataIndex ?? 0;
            return tip(p.label(p.x[i] ?? ''), p.series.flatMap((s, j) => {
              const v = s.values[i];
              return v === null || v === undefined ? [] : [{ colour: s.colour ? `var(--${s.colour})` : c.series[j % 6], name: s.name, value: p.value(v), strong: true }];
            }));
          },
        },
        series: lines,
      };
    },
    [p.x, p.series, p.label, p.value, p.axis, p.today?.x, p.stacked],
  );
  return <Chart {...p} draw={draw} />;
}

/** band draws an interval as two stacked areas, the lower one unseen. */
function band(b: NonNullable<Series['band']>, colour: string, name: string) {
  const common = { type: 'line', stack: `band-${name}`, showSymbol: false, silent: true, lineStyle: { opacity: 0 } };
  return [
    { ...common, data: b.low },
    { ...common, data: b.high.map((h, i) => (h === null || b.low[i] == null ? null : h - b.low[i]!)), areaStyle: { color: tint(colour, 0.16) } },
  ];
}
