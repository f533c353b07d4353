import { Button } from 'antd';
import { Upload } from 'lucide-react';
import { useNavigate } from 'react-router';
import { useCan } from '@/app/session';
import { Bar } from '@/design/Bar';
import { None, Tag, type Tone } from '@/design/Badge';
import { Empty, FaultNote } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { Table, type Column } from '@/design/Table';
import { When } from '@/format/When';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import { useDataTabs } from '../tabs';
import { useImports, type Import, type ImportState } from './api';

const tones: Partial<Record<ImportState, Tone>> = { done: 'good', failed: 'harm', running: 'accent', checking: 'accent', checked: 'attention', uploaded: 'attention' };

/** ImportState says how far an import is, in a word or as progress. */
function State({ row: i }: { row: Import }) {
  const t = useT();
  if (i.progress) return <Bar share={i.progress.percent / 100} label={t(`import.state.${i.state}`)} />;
  return <Tag tone={tones[i.state]}>{t(`import.state.${i.state}`)}</Tag>;
}

/** ImportsPage lists the files that were imported and those that wait for a decision. */
export function ImportsPage() {
  const t = useT();
  const f = useFormat();
  const navigate = useNavigate();
  const imports = useImports();
  const may = useCan('imports:write');
  const add = may && (
    <Button type="primary" icon={<Upload size={15} aria-hidden />} onClick={() => void navigate('/data/imports/new')}>
      {t('action.importFile')}
    </Button>
  );
  const count = (i: Import, what: 'taken' | 'already' | 'refused') => (i.result && !i.result.dryRun ? f.number(i.result[what]) : <None />);
  const columns: Column<Import>[] = [
    { id: 'file', title: t('col.file'), cell: (i) => <span className="strong">{i.name}</span> },
    { id: 'kind', title: t('col.kind'), cell: (i) => t(`import.kind.${i.kind}`) },
    { id: 'state', title: t('col.state'), cell: (i) => <State row={i} /> },
    { id: 'taken', title: t('import.taken'), numeric: true, cell: (i) => count(i, 'taken') },
    { id: 'already', title: t('import.already'), numeric: true, cell: (i) => count(i, 'already') },
    { id: 'refused', title: t('import.refused'), numeric: true, cell: (i) => count(i, 'refused') },
    { id: 'at', title: t('col.when'), numeric: true, cell: (i) => <When at={i.createdAt} /> },
  ];
  const items = imports.data?.items ?? [];
  return (
    <Page title={t('imports.title')} hint={t('imports.hint')} tabs={useDataTabs()} actions={add}>
      {imports.isError && <FaultNote error={imports.error} retry={() => void imports.refetch()} />}
      {!imports.isError && (
        <Panel flush>
          {imports.isSuccess && items.length === 0 ? (
            <Empty
              title={t('imports.none.title')}
              action={add}
              example={
                <pre>
                  customer,order,date,total{'\n'}liu.fang@example.com,1001,2026-03-02,128.00{'\n'}wang.lei@example.com,1002,2026-03-02,64.50
                </pre>
              }
            >
              {t('imports.none.text')}
            </Empty>
          ) : (
            <Table
              label={t('imports.title')}
              columns={columns}
              rows={items}
              loading={imports.isPending}
              skeleton={4}
              rowKey={(i) => i.id}
              onOpen={(i) => void navigate(`/data/imports/${i.id}`)}
              card={(i) => (
                <div className="stack tight">
                  <div className="row apart">
                    <span className="strong truncate">{i.name}</span>
                    <State row={i} />
                  </div>
                  {i.result && (
                    <span className="muted">
                      {t('import.summary', { taken: f.number(i.result.taken), already: f.number(i.result.already), refused: f.number(i.result.refused) })}
                    </span>
                  )}
                </div>
              )}
            />
          )}
        </Panel>
      )}
    </Page>
  );
}
