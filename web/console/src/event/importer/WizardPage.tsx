import { ChevronLeft, Ellipsis, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { faultOf } from '@/api/fault';
import { NotFound } from '@/app/Fallbacks';
import { useCan } from '@/app/session';
import { Bones } from '@/design/Bone';
import { Ask } from '@/design/Dialog';
import { Menu } from '@/design/Menu';
import { FaultNote } from '@/design/Notes';
import { useTitle } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { useT } from '@/i18n';
import { busy, useImport, useRemoveImport, type Import } from './api';
import { ChooseFile } from './ChooseFile';
import { MapColumns } from './MapColumns';
import { Report } from './Report';
import { stepOf, type Step } from './steps';
import './importer.css';

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
        {i && !busy(i) && <Actions file={i} />}
      </div>
      <div className="page-head">
        <div className="page-title">
          <h1>{i?.name ?? t('wizard.title')}</h1>
          {i?.state !== 'done' && <p>{t('wizard.hint')}</p>}
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

function Actions({ file }: { file: Import }) {
  const t = useT();
  const navigate = useNavigate();
  const drop = useRemoveImport(file.id);
  const [asking, setAsking] = useState(false);
  if (!useCan('imports:write')) return null;
  return (
    <>
      <Menu
        label={t('table.actions')}
        button={<Ellipsis size={16} aria-hidden />}
        items={[{ key: 'remove', danger: true, icon: <Trash2 size={15} />, label: t('import.remove'), onClick: () => setAsking(true) }]}
      />
      {asking && (
        <Ask
          title={t('import.remove.title', { name: file.name })}
          text={t('import.remove.text')}
          act={t('import.remove')}
          danger
          busy={drop.isPending}
          fault={drop.isError && <FaultNote error={drop.error} />}
          onAct={() => drop.mutate(undefined, { onSuccess: () => void navigate('/data/imports') })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
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
