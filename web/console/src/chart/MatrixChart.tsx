import { Chart, axes, tooltip, useDraw, type Frame } from './Chart';
import { readable, tint } from './palette';
import { tip } from './tip';

interface CellApi {
  value: (i: number) => number;
  coord: (at: [number, number]) => [number, number];
  size: (of: [number, number]) => [number, number];
}

interface Props extends Frame {
  rows: string[];
  columns: string[];
  /** Values[row][column]; null where there can be none yet. */
  values: (number | null)[][];
  /** Text is what stands in a cell; details what the tooltip says. */
  text: (v: number, row: number, column: number) => string;
  detail: (v: number, row: number, column: number) => { title: string; rows: { name: string; value: string }[] };
  /** Shade gives how full the colour of a cell is, 0 to 1. */
  shade: (v: number, row: number, column: number) => number;
  rowTitle?: string;
  columnTitle?: string;
}

/** MatrixChart shows a number for every pair: cohorts by month, or tiers then and now. */
export function MatrixChart(p: Props) {
  const draw = useDraw(
    (c, width) => {
      const a = axes(c);
      const cells = p.values.flatMap((row, i) => row.flatMap((v, j) => (v === null ? [] : [[j, i, v]])));
      const shown = width / p.columns.length > 44;
      return {
        grid: { left: p.rowTitle ? 28 : 4, right: 4, top: p.columnTitle ? 44 : 24, bottom: 0, containLabel: true },
        xAxis: { ...a.category, position: 'top', data: p.columns, axisLine: { show: false }, name: p.columnTitle, nameLocation: 'middle', nameGap: 26,
          nameTextStyle: { color: c.muted, fontSize: 12 }, axisLabel: { ...a.category.axisLabel, interval: shown ? 0 : 'auto' } },
        yAxis: { ...a.category, inverse: true, data: p.rows, axisLine: { show: false }, axisLabel: { color: c.text, fontSize: 12 },
          name: p.rowTitle, nameLocation: 'middle', nameGap: 72, nameTextStyle: { color: c.muted, fontSize: 12 } },
        tooltip: {
          trigger: 'item', ...tooltip(c),
          formatter: (at: { value: [number, number, number] }) => {
            const d = p.detail(at.value[2], at.value[1], at.value[0]);
            return tip(d.title, d.rows.map((r) => ({ ...r, strong: true })));
          },
        },
        series: [{
          type: 'custom',
          data: cells,
          encode: { x: 0, y: 1 },
          renderItem: (_: unknown, api: CellApi) => {
            const [x, y, v] = [api.value(0), api.value(1), api.value(2)];
            const [cx, cy] = api.coord([x, y]);
            const [w, h] = api.size([1, 1]);
            const shade = Math.min(1, p.shade(v, y, x));
            const alpha = 0.06 + 0.84 * shade;
            return {
              type: 'group',
              children: [
                { type: 'rect', shape: { x: cx - w / 2 + 1, y: cy - h / 2 + 1, width: w - 2, height: h - 2, r: 4 }, style: { fill: tint(c.accent, alpha) } },
                ...(shown ? [{ type: 'text', silent: true, style: { x: cx, y: cy, text: p.text(v, y, x), fontSize: 12, align: 'center', verticalAlign: 'middle',
                  fill: readable(c.accent, alpha, c.surface, '#1f1d1a', '#ffffff') } }] : []),
              ],
            };
          },
        }],
      };
    },
    [p.rows, p.columns, p.values, p.text, p.detail, p.shade],
  );
  return <Chart {...p} height={p.height ?? p.rows.length * 34 + (p.columnTitle ? 52 : 32)} draw={draw} />;
}
