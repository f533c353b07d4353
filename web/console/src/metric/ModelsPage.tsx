import { Button } from 'antd';
import { RefreshCw } from 'lucide-react';
import { Link } from 'react-router';
import { useCan } from '@/app/session';
import { Bone } from '@/design/Bone';
import { Empty, FaultNote } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { useFormat } from '@/format/useFormat';
import { useDataTabs } from '@/event/tabs';
import { toast } from '@/design/toast';
import { useT } from '@/i18n';
import { useModels, useScore } from './api';
import { Calibration } from './Calibration';
import { MigrationMatrix } from './MigrationMatrix';
import { ModelCard } from './ModelCard';
import './metric.css';

/** ModelsPage shows what the scores rest on, and how right they were. */
export function ModelsPage() {
  const t = useT();
  const f = useFormat();
  const models = useModels();
  const data = models.data;
  const fitted = (data?.models ?? []).filter((m) => !m.reason);
  return (
    <Page
      title={t('models.title')}
      hint={data?.asOf ? t('models.hint.asOf', { day: f.day(data.asOf) }) : t('models.hint')}
      tabs={useDataTabs()}
      actions={<ScoreNow />}
    >
      {models.isError && <FaultNote error={models.error} retry={() => void models.refetch()} />}
      {models.isPending && (
        <div className="stack">
          <Panel>
            <Bone height={300} />
          </Panel>
          <Panel>
            <Bone height={240} />
          </Panel>
        </div>
      )}
      {data && !data.models?.length && (
        <Panel>
          <Empty title={t('models.none.title')} action={<Link to="/data/imports/new">{t('action.importFile')}</Link>}>
            {t('models.none.text')}
          </Empty>
        </Panel>
      )}
      {data && (data.models?.length ?? 0) > 0 && (
        <div className="stack">
          {fitted.length > 0 && (
            <div className="models-top">
              <Calibration data={data} />
              <MigrationMatrix />
            </div>
          )}
          <div className="models">
            {data.models?.map((m) => (
              <ModelCard key={m.name} model={m} />
            ))}
          </div>
        </div>
      )}
    </Page>
  );
}

function ScoreNow() {
  const t = useT();
  const score = useScore();
  if (!useCan('models:write')) return null;
  return (
    <Button
      icon={<RefreshCw size={15} aria-hidden />}
      loading={score.isPending}
      onClick={() =>
        score.mutate(undefined, {
          onSuccess: () => toast(t('models.scoring')),
          onError: () => toast(t('models.scoringFailed'), 'harm'),
        })
      }
    >
      {t('models.score')}
    </Button>
  );
}
