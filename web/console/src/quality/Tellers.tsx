import { useCan } from '@/app/session';
import { How } from '@/design/How';
import { Panel } from '@/design/Panel';
import { Table, type Column } from '@/design/Table';
import { useFormat } from '@/format/useFormat';
import { useT, word } from '@/i18n';
import { useSourceNames, type QualityReport } from './api';
import { sourceName } from './tell';

type Source = QualityReport['sources'][number];
type Field = QualityReport['fields'][number];

/** Sources shows who told what is now known, the worst first. */
export function Sources({ report: r }: { report: QualityReport }) {
  const t = useT();
  const f = useFormat();
  const names = useSourceNames(useCan('sources:read')).data;
  const columns: Column<Source>[] = [
    { id: 'source', title: t('col.source'), cell: (s) => sourceName(t, names, s.source) },
    { id: 'looked', title: t('quality.looked'), numeric: true, cell: (s) => f.number(s.looked) },
    { id: 'wrong', title: t('quality.wrong'), numeric: true, cell: (s) => f.percent(s.wrong / Math.max(1, s.looked)) },
    { id: 'worst', title: t('quality.worst'), cell: (s) => <span className="muted">{s.worst && word(t, `quality.kind.${s.worst}`, s.worst)}</span> },
  ];
  return (
    <Panel flush title={<>{t('quality.sources')}<How topic="tellers" /></>} hint={t('quality.sources.hint')}>
      <Table label={t('quality.sources')} columns={columns} rows={r.sources} rowKey={(s) => s.source} />
    </Panel>
  );
}

/** Fields shows the wanted fields: of how many customers each is known, and how many of its values are wrong. */
export function Fields({ report: r }: { report: QualityReport }) {
  const t = useT();
  const f = useFormat();
  const columns: Column<Field>[] = [
    { id: 'field', title: t('quality.field'), cell: (x) => word(t, `trait.${x.name}`, x.name) },
    { id: 'known', title: t('quality.known'), numeric: true, cell: (x) => f.percent(x.known / Math.max(1, r.customers)) },
    { id: 'wrong', title: t('quality.wrong'), numeric: true, cell: (x) => (x.looked ? f.percent(x.wrong / x.looked) : '–') },
    { id: 'weight', title: t('quality.weight'), numeric: true, cell: (x) => f.number(x.weight) },
  ];
  return (
    <Panel flush title={<>{t('quality.fields')}<How topic="completeness" /></>} hint={t('quality.fields.hint')}>
      <Table label={t('quality.fields')} columns={columns} rows={r.fields} rowKey={(x) => x.name} />
    </Panel>
  );
}
