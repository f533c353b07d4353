import type { ECharts, EChartsCoreOption } from 'echarts/core';
import { Download, Ellipsis, Image, Table2 } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useMode } from '@/app/theme';
import { Panel } from '@/design/Panel';
import { How, type Topic } from '@/design/How';
import { Menu } from '@/design/Menu';
import { useT } from '@/i18n';
import { csv, save, type Sheet } from './export';
import { colours, type Colours } from './palette';
import './chart.css';

export interface Frame {
  title: string;
  hint?: ReactNode;
  how?: Topic;
  /** Sheet is what the chart shows, as a table: for "show as table", CSV and those who do not see the chart. */
  sheet: Sheet;
  /** Summary says in one sentence what the chart shows. */
  summary: string;
  height?: number;
  extra?: ReactNode;
}

interface Props extends Frame {
  /** Draw makes the drawing instructions; it is called again when theme or size class changes. */
  draw: (c: Colours, width: number) => EChartsCoreOption;
  /** Pick answers a click on a mark; the same way must exist for the keyboard elsewhere on the page. */
  pick?: (index: number) => void;
}

/** Chart is the one frame of every chart: heading, definition, tooltip, export, table. */
export function Chart({ title, hint, how, sheet, summary, height = 260, extra, draw, pick }: Props) {
  const t = useT();
  const mode = useMode();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>(undefined);
  const [asTable, setAsTable] = useState(false);
  const [width, setWidth] = useState(0);

  useEffect(() => {
    if (asTable || !box.current) return;
    const el = box.current;
    let gone = false;
    const sizes = new ResizeObserver(() => {
      chart.current?.resize();
      setWidth(Math.round(el.clientWidth / 40) * 40);
    });
    void import('./engine').then(({ init }) => {
      if (gone) return;
      chart.current = init(el, null, { renderer: 'canvas' });
      setWidth(Math.round(el.clientWidth / 40) * 40);
      sizes.observe(el);
    });
    return () => {
      gone = true;
      sizes.disconnect();
      chart.current?.dispose();
      chart.current = undefined;
      setWidth(0);
    };
  }, [asTable]);

  useEffect(() => {
    if (!chart.current || !width) return;
    const c = colours(mode);
    chart.current.setOption({ ...base(c), ...draw(c, width) }, true);
  }, [draw, mode, width]);

  useEffect(() => {
    const shown = chart.current;
    if (!shown || !pick || !width) return;
    const clicked = (at: { dataIndex?: number }) => at.dataIndex !== undefined && pick(at.dataIndex);
    shown.on('click', clicked);
    return () => void (shown.isDisposed() || shown.off('click', clicked));
  }, [pick, width]);

  const items = [
    { key: 'table', icon: <Table2 size={15} />, label: t(asTable ? 'chart.asChart' : 'chart.asTable'), onClick: () => setAsTable(!asTable) },
    { key: 'csv', icon: <Download size={15} />, label: t('chart.csv'), onClick: () => save(`${title}.csv`, csv(sheet), 'text/csv') },
    {
      key: 'png', icon: <Image size={15} />, label: t('chart.png'), disabled: asTable,
      onClick: () => savePicture(chart.current, title, colours(mode).surface),
    },
  ];
  return (
    <Panel
      title={<>{title}{how && <How topic={how} />}</>}
      hint={hint}
      extra={
        <div className="row">
          {extra}
          <Menu items={items} label={t('chart.menu', { what: title })} buttonClass="icon-button small" button={<Ellipsis size={16} aria-hidden />} />
        </div>
      }
    >
      {asTable ? (
        <SheetTable sheet={sheet} label={title} height={height} />
      ) : (
        <div className="chart" ref={box} style={{ height }} role="img" aria-label={summary} />
      )}
    </Panel>
  );
}

/** SheetTable is the chart's numbers for reading. */
function SheetTable({ sheet, label, height }: { sheet: Sheet; label: string; height: number }) {
  return (
    <div className="table-scroll" style={{ height, overflowY: 'auto' }} tabIndex={0} role="region" aria-label={label}>
      <table className="table plain">
        <thead>
          <tr>
            {sheet.columns.map((c, i) => (
              <th key={c} scope="col" className={i ? 'numeric' : undefined}>
                {c}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sheet.rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, j) => (
                <td key={j} className={j ? 'numeric' : undefined}>
                  {cell ?? '–'}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function savePicture(chart: ECharts | undefined, title: string, background: string) {
  if (!chart) return;
  const url = chart.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: background });
  const link = document.createElement('a');
  link.href = url;
  link.download = `${title}.png`;
  link.click();
}

const fonts =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

function base(c: Colours): EChartsCoreOption {
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  return {
    color: c.series,
    animation: !still,
    animationDuration: 240,
    animationDurationUpdate: 200,
    textStyle: { fontFamily: fonts, fontSize: 12, color: c.text },
    tooltip: { trigger: 'axis', ...tooltip(c) },
  };
}

/** tooltip is the same small card everywhere. */
export function tooltip(c: Colours) {
  return {
    backgroundColor: c.surface, borderColor: c.line, borderWidth: 1, padding: [8, 12], confine: true,
    textStyle: { color: c.text, fontSize: 13 }, axisPointer: { type: 'line', lineStyle: { color: c.muted, type: 'dashed', width: 1 } },
    extraCssText: 'border-radius:8px;box-shadow:var(--shadow-lifted)',
  };
}

/** axes gives the thin, quiet axes of the family. */
export function axes(c: Colours) {
  const label = { color: c.muted, fontSize: 12 };
  return {
    category: { type: 'category' as const, axisLine: { lineStyle: { color: c.line } }, axisTick: { show: false }, axisLabel: label },
    value: {
      type: 'value' as const, axisLine: { show: false }, axisTick: { show: false }, axisLabel: label,
      splitLine: { lineStyle: { color: c.line, width: 1 } }, splitNumber: 4,
    },
  };
}

/** useDraw keeps a drawing function while what it draws stays the same. */
export function useDraw(fn: Props['draw'], deps: unknown[]): Props['draw'] {
  return useMemo(() => fn, deps);
}
