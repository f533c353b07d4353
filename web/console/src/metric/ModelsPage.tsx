import { Button } from 'antd';
import { RefreshCw } from 'lucide-react';
import { useCan } from '@/app/session';
import { Bone } from '@/design/Bone';
import { Figure, Figures } from '@/design/Figure';
import { Empty, FaultNote } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { useFormat } from '@/format/useFormat';
import { useDataTabs } from '@/event/tabs';
import { toast } from '@/design/toast';
import { useT } from '@/i18n';
import { useModels, useScore, type Models } from './api';
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
  const fitted = (data?.models ?? []).filter((m) => !m.refusal);
  return (
    <Page
      title={t('models.title')}
      hint={data?.asOf ? t('models.hint.asOf', { day: f.day(data.asOf) }) : t('models.hint')}
      tabs={useDataTabs()}
      actions={data?.scored && <ScoreNow />}
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
      {data && !data.scored && (
        <Panel>
          <Empty title={t('models.none.title')} action={<ScoreNow first />}>
            {t('models.none.text')}
          </Empty>
        </Panel>
      )}
      {data?.scored && (
        <div className="stack">
          {data.total && <Total data={data} />}
          {fitted.length > 0 && (
            <div className="models-top">
              <Calibration data={data} />
              <MigrationMatrix />
            </div>
          )}
          <div className="models">
            {data.models?.map((m) => (
              <ModelCard key={m.name} model={m} currency={data.currency} />
            ))}
          </div>
        </div>
      )}
    </Page>
  );
}

/** Total says what all customers together are expected to spend. */
function Total({ data }: { data: Models }) {
  const t = useT();
  const f = useFormat();
  const total = data.total;
  if (!total) return null;
  return (
    <Figures>
      <Figure name={t('models.total')} how="total" value={<span title={f.money(total.value)}>{f.money(total.value, 'compact')}</span>}
        note={t('models.total.note', { low: f.money(total.low, 'compact'), high: f.money(total.high, 'compact') })} />
      <Figure name={t('models.orders')} value={f.number(Math.round(total.orders))} note={t('models.orders.note')} />
      <Figure name={t('models.buyers')} value={f.number(data.customers)} note={t('models.buyers.note')} />
      {data.cuts.a && data.cuts.b && (
        <Figure name={t('models.cuts')} how="tier" value={<span>{f.money(data.cuts.a, 'whole')}</span>} note={t('models.cuts.note', { b: f.money(data.cuts.b, 'whole') })} />
      )}
    </Figures>
  );
}

/** ScoreNow has everybody scored; before the first run it is what the page is for. */
function ScoreNow({ first }: { first?: boolean }) {
  const t = useT();
  const score = useScore();
  if (!useCan('models:write')) return null;
  return (
    <Button
      type={first ? 'primary' : 'default'}
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
