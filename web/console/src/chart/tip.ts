/** escape makes text safe inside the tooltip's HTML. */
export function escape(s: string): string {
  return s.replace(/[&<>"']/g, (ch) => `&#${ch.charCodeAt(0)};`);
}

/** tip writes the tooltip of every chart: a heading and rows of mark, name, value. */
export function tip(title: string, rows: { colour?: string; name: string; value: string; strong?: boolean }[]): string {
  const body = rows
    .map((r) => {
      const mark = r.colour
        ? `<span style="display:inline-block;width:8px;height:8px;border-radius:4px;margin-right:6px;background:${r.colour}"></span>`
        : '';
      const weight = r.strong ? 'font-weight:600' : '';
      return `<span>${mark}${escape(r.name)}</span><span style="text-align:right;${weight}">${escape(r.value)}</span>`;
    })
    .join('');
  return `<div style="font-weight:600;margin-bottom:4px">${escape(title)}</div><div class="tip">${body}</div>`;
}
