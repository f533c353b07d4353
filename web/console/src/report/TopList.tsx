import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { Panel } from '@/design/Panel';
import { Table, type Column } from '@/design/Table';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';

interface Props<T> {
  title: ReactNode;
  label: string;
  hint?: string;
  columns: Column<T>[];
  rows: T[];
  rowKey: (row: T) => string;
  card: (row: T) => ReactNode;
}

const first = 10;

/** TopList shows the first ten of a ranking; the rest is a click away. */
export function TopList<T>({ title, label, hint, columns, rows, rowKey, card }: Props<T>) {
  const t = useT();
  const f = useFormat();
  const [all, setAll] = useState(false);
  return (
    <Panel title={title} hint={hint} flush>
      <Table label={label} columns={columns} rows={all ? rows : rows.slice(0, first)} rowKey={rowKey} card={card} />
      {rows.length > first && (
        <div className="more">
          <Button size="small" onClick={() => setAll(!all)} aria-expanded={all}>
            {all ? t('behaviour.fewer') : t('behaviour.all', { n: f.number(rows.length) })}
          </Button>
        </div>
      )}
    </Panel>
  );
}
