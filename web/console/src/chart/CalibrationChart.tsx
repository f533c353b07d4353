import { Chart, axes, tooltip, useDraw, type Frame } from './Chart';
import { tip } from './tip';

export interface Calibrated {
  /** Name of the group, such as "4th tenth". */
  name: string;
  predicted: number;
  actual: number;
  customers: number;
}

interface Props extends Frame {
  points: Calibrated[];
  value: (v: number) => string;
  words: { predicted: string; actual: string; customers: string };
}

/** CalibrationChart sets what was predicted against what then happened; on the line, both agree. */
export function CalibrationChart(p: Props) {
  const draw = useDraw(
    (c) => {
      const a = axes(c);
      const top = Math.max(...p.points.flatMap((q) => [q.predicted, q.actual]), 0.01) * 1.08;
      const label = { ...a.value.axisLabel, formatter: p.value };
      return {
        grid: { left: 30, right: 20, top: 12, bottom: 28, containLabel: true },
        xAxis: { ...a.value, min: 0, max: top, name: p.words.predicted, nameLocation: 'middle', nameGap: 32, nameTextStyle: { color: c.muted }, axisLabel: { ...label, showMaxLabel: false }, splitLine: { show: false } },
        yAxis: { ...a.value, min: 0, max: top, name: p.words.actual, nameLocation: 'middle', nameGap: 36, nameTextStyle: { color: c.muted }, axisLabel: { ...label, showMaxLabel: false } },
        tooltip: {
          trigger: 'item', ...tooltip(c),
          formatter: (at: { dataIndex: number; seriesName: string }) => {
            const q = p.points[at.dataIndex];
            if (!q) return '';
            const rows = [
              { name: p.words.predicted, value: p.value(q.predicted) },
              { name: p.words.actual, value: p.value(q.actual) },
              { name: p.words.customers, value: String(q.customers) },
            ];
            return tip(q.name, rows.map((r) => ({ ...r, strong: true })));
          },
        },
        series: [
          { type: 'line', silent: true, showSymbol: false, tooltip: { show: false }, data: [[0, 0], [top, top]], lineStyle: { color: c.muted, type: 'dashed', width: 1 } },
          { type: 'line', name: 'points', symbol: 'circle', symbolSize: 10, lineStyle: { width: 0 }, itemStyle: { color: c.accent }, data: p.points.map((q) => [q.predicted, q.actual]) },
        ],
      };
    },
    [p.points, p.value, p.words],
  );
  return <Chart {...p} draw={draw} />;
}
