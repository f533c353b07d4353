import { ChevronLeft } from 'lucide-react';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { faultOf } from '@/api/fault';
import { NotFound } from '@/app/Fallbacks';
import { Bones } from '@/design/Bone';
import { FaultNote } from '@/design/Notes';
import { useTitle } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { useT } from '@/i18n';
import { busy, useImport, type Import } from './api';
import { ChooseFile } from './ChooseFile';
import { MapColumns } from './MapColumns';
import { Report } from './Report';
import './importer.css';

type Step = 0 | 1 | 2 | 3;

/** stepOf gives the step that an import's state belongs to. */
export function stepOf(i?: Pick<Import, 'state' | 'result'>): Step {
  if (!i) return 0;
  if (i.state === 'uploaded') return 1;
  if (i.state === 'checking' || i.state === 'checked') return 2;
  // A dry run that failed or was stopped leads back to what it was asked.
  if ((i.state === 'failed' || i.state === 'cancelled') && (!i.result || i.result.dryRun)) return 1;
  return 3;
}

/** WizardPage takes a file in, in four steps; each survives leaving the page, because the server keeps it. */
export function WizardPage() {
  const t = useT();
  const { id = '' } = useParams();
  const found = useImport(id);
  const [back, setBack] = useState(false);
  const i = found.data;
  useTitle(t('wizard.title'));
  if (found.isError && faultOf(found.error).status === 404) return <NotFound />;
  const step = back && i && !busy(i) && i.state === 'checked' ? 1 : stepOf(i);
  return (
    <div className="page wizard">
      <div className="crumb">
        <Link to="/data/imports" className="row tight">
          <ChevronLeft size={16} aria-hidden />
          {t('imports.title')}
        </Link>
      </div>
      <div className="page-head">
        <div className="page-title">
          <h1>{i?.name ?? t('wizard.title')}</h1>
          <p>{t('wizard.hint')}</p>
        </div>
      </div>
      <Steps at={step} />
      {found.isError && <FaultNote error={found.error} retry={() => void found.refetch()} />}
      {id !== '' && found.isPending && (
        <Panel>
          <Bones lines={8} gap={20} />
        </Panel>
      )}
      {id === '' && <ChooseFile />}
      {i && step === 1 && <MapColumns key={i.id} file={i} onChecked={() => setBack(false)} />}
      {i && step >= 2 && <Report file={i} onBack={() => setBack(true)} />}
    </div>
  );
}

function Steps({ at }: { at: Step }) {
  const t = useT();
  const names = [t('wizard.step.file'), t('wizard.step.map'), t('wizard.step.check'), t('wizard.step.run')];
  return (
    <ol className="steps">
      {names.map((name, n) => (
        <li key={name} data-state={n < at ? 'done' : n === at ? 'now' : 'next'} aria-current={n === at ? 'step' : undefined}>
          <span className="step-number">{n + 1}</span>
          <span>{name}</span>
        </li>
      ))}
    </ol>
  );
}
