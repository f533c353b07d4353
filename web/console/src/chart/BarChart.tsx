import { Chart, axes, tooltip, useDraw, type Frame } from './Chart';
import { named } from './palette';
import { tip } from './tip';

export interface Bar {
  name: string;
  value: number;
  /** Colour is one of the page's variables, such as "stage-active". */
  colour?: string;
  /** Note stands behind the value, such as its share. */
  note?: string;
}

interface Props extends Frame {
  bars: Bar[];
  value: (v: number) => string;
  onPick?: (index: number) => void;
}

/** BarChart compares a few things by lying bars, each with its value written beside it. */
export function BarChart(p: Props) {
  const draw = useDraw(
    (c) => {
      const a = axes(c);
      const rows = [...p.bars].reverse();
      return {
        grid: { left: 4, right: 96, top: 4, bottom: 4, containLabel: true },
        xAxis: { ...a.value, min: 0, axisLabel: { show: false }, splitLine: { show: false } },
        yAxis: { ...a.category, data: rows.map((b) => b.name), axisLine: { show: false }, axisLabel: { color: c.text, fontSize: 13 } },
        tooltip: {
          trigger: 'item', ...tooltip(c),
          formatter: (at: { dataIndex: number }) => {
            const b = rows[at.dataIndex]!;
            return tip(b.name, [{ name: p.value(b.value), value: b.note ?? '', strong: true }]);
          },
        },
        series: [{
          type: 'bar', barMaxWidth: 22, barMinHeight: 2,
          data: rows.map((b, i) => ({ value: b.value, itemStyle: { color: b.colour ? named(b.colour) : c.series[i % 6], borderRadius: [0, 4, 4, 0] } })),
          label: {
            show: true, position: 'right', color: c.text, fontSize: 12,
            formatter: (at: { dataIndex: number }) => {
              const b = rows[at.dataIndex]!;
              return b.note ? `${p.value(b.value)}  {note|${b.note}}` : p.value(b.value);
            },
            rich: { note: { color: c.muted, fontSize: 12 } },
          },
        }],
      };
    },
    [p.bars, p.value],
  );
  return <Chart {...p} height={p.height ?? Math.max(120, p.bars.length * 38 + 8)} draw={draw} pick={p.onPick && ((i) => p.onPick?.(p.bars.length - 1 - i))} />;
}
