/** Sheet is a chart's numbers as they are shown in a table. */
export interface Sheet {
  columns: string[];
  rows: (string | number | null)[][];
}

/** csv writes a sheet as RFC 4180; the mark at its start lets Excel read Chinese. */
export function csv(sheet: Sheet): string {
  const lines = [sheet.columns, ...sheet.rows].map((row) => row.map(cell).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  let s = String(value);
  // A cell that begins like a formula would be run by a spreadsheet; a quote makes it text.
  if (typeof value === 'string' && /^[=+\-@\t\r]/.test(s) && !/^[+-]?[\d.,]+%?$/.test(s)) s = `'${s}`;
  return /[",\r\n]/.test(s) ? `"${s.replaceAll('"', '""')}"` : s;
}

/** save hands a text to the browser as a file. */
export function save(name: string, text: string, type: string) {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
