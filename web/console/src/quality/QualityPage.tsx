import { Button } from 'antd';
import { RefreshCw } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { Link } from 'react-router';
import { useCan } from '@/app/session';
import { Bones } from '@/design/Bone';
import { Figure, Figures } from '@/design/Figure';
import { Empty, FaultNote, Note } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { toast } from '@/design/toast';
import { useDataTabs } from '@/event/tabs';
import { When } from '@/format/When';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import { Aspects } from './Aspects';
import { useJudge, useQuality, type QualityReport } from './api';
import { Dismissed } from './Dismissed';
import { FaultList } from './FaultList';
import { Fields, Sources } from './Tellers';
import './quality.css';

/** The chart is loaded behind the rest: it weighs more than the page. */
const Months = lazy(async () => ({ default: (await import('./Months')).Months }));

/** QualityPage shows how good the data are, and what to mend first. */
export function QualityPage() {
  const t = useT();
  const quality = useQuality();
  const r = quality.data;
  return (
    <Page
      title={t('quality.title')}
      hint={r?.runAt ? <>{t('quality.asOf')} <When at={r.runAt} /></> : t('quality.hint')}
      tabs={useDataTabs()}
      actions={r?.known && <Actions />}
    >
      {quality.isError && <FaultNote error={quality.error} retry={() => void quality.refetch()} />}
      {quality.isPending && (
        <div className="stack">
          <Figures loading count={4} />
          <Panel>
            <Bones lines={8} gap={18} />
          </Panel>
        </div>
      )}
      {r && (!r.known || r.customers === 0) && (
        <Panel>
          <Empty title={t('quality.none.title')} action={<Judge first />}>
            {t('quality.none.text')}
          </Empty>
        </Panel>
      )}
      {r?.known && r.customers > 0 && (
        <div className="stack">
          <Summary report={r} />
          <Aspects report={r} />
          <FaultList report={r} />
          <div className="grid-2">
            <Sources report={r} />
            <Fields report={r} />
          </div>
          {r.months.length > 1 && (
            <Suspense fallback={<Panel><Bones lines={8} gap={18} /></Panel>}>
              <Months report={r} />
            </Suspense>
          )}
          <Dismissed />
        </div>
      )}
    </Page>
  );
}

function Actions() {
  const t = useT();
  return (
    <>
      <Link to="/data/quality/wanted">
        <Button tabIndex={-1}>{t('quality.wanted')}</Button>
      </Link>
      <Judge />
    </>
  );
}

/** Judge has everybody judged; before the first run it is what the page is for. */
function Judge({ first }: { first?: boolean }) {
  const t = useT();
  const judge = useJudge();
  if (!useCan('models:write')) return null;
  return (
    <Button
      type={first ? 'primary' : 'default'}
      icon={<RefreshCw size={15} aria-hidden />}
      loading={judge.isPending}
      onClick={() => judge.mutate(undefined, { onSuccess: () => toast(t('quality.judging')), onError: () => toast(t('quality.judgingFailed'), 'harm') })}
    >
      {t('quality.judge')}
    </Button>
  );
}

function Summary({ report: r }: { report: QualityReport }) {
  const t = useT();
  const f = useFormat();
  const reach = r.reach;
  const open = r.kinds.reduce((n, k) => n + k.open, 0);
  const below = r.score !== undefined && r.score < r.target;
  return (
    <>
      <Figures>
        <Figure
          name={t('quality.score')}
          how="quality"
          value={r.score === undefined ? '–' : f.percent(r.score / 100)}
          note={<span className={below ? 'quality-below' : 'quality-reached'}>{t(below ? 'quality.belowTarget' : 'quality.atTarget', { n: r.target })}</span>}
        />
        <Figure name={t('quality.open')} value={f.number(open)} note={t('quality.of', { count: r.customers, n: f.number(r.customers) })} />
        <Figure
          name={t('quality.dead')}
          how="unreachable"
          value={f.number(reach.dead.customers)}
          note={t('quality.atStake', { money: f.money(reach.dead.value12m, 'compact') })}
        />
        <Figure
          name={t('quality.wasted')}
          how="wasted"
          words={reach.sent + reach.bounced === 0}
          value={reach.sent + reach.bounced === 0 ? t('quality.noMessages') : f.number(reach.wasted)}
          note={reach.sent > 0 && t('quality.sent', { n: f.number(reach.sent), bounced: f.number(reach.bounced) })}
        />
      </Figures>
      {r.crowded && <Note>{t('quality.crowded')}</Note>}
    </>
  );
}
