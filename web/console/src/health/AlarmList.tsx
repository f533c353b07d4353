import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'react-router';
import { useCan, useSession } from '@/app/session';
import { choice, useUrl } from '@/app/url';
import { TierBadge } from '@/design/Badge';
import { Bones } from '@/design/Bone';
import { Choice } from '@/design/Choice';
import { How } from '@/design/How';
import { Empty, FaultNote } from '@/design/Notes';
import { Panel } from '@/design/Panel';
import { Table, type Column } from '@/design/Table';
import { useFormat } from '@/format/useFormat';
import { useT, word } from '@/i18n';
import { useAlarms, useColleagues, type HealthAlarm } from './api';

/** The dialog is loaded when the first alarm is opened: its text field weighs more than the list. */
const WorkDialog = lazy(async () => ({ default: (await import('./WorkDialog')).WorkDialog }));

const states = ['open', 'done'] as const;

/** AlarmList is the alarms to work through: whose, what fell, the next step, who has it. */
export function AlarmList() {
  const t = useT();
  const f = useFormat();
  const url = useUrl();
  const state = choice(url.get('alarms'), states);
  const alarms = useAlarms(state);
  const write = useCan('customers:write');
  const who = useNames();
  const [open, setOpen] = useState<HealthAlarm>();
  const rows = alarms.data?.pages.flatMap((p) => p.items ?? []);
  const part = (a: HealthAlarm) => t('health.alarm.part', { part: word(t, `health.part.${a.part}`, a.part), from: a.partFrom, to: a.partTo });
  const step = (a: HealthAlarm) => word(t, `health.action.${a.action}`, a.action);
  const name = (a: HealthAlarm) => <Link to={`/customers/${a.customer}`}>{a.name || t('health.alarm.nameless', { n: a.customer })}</Link>;
  const act = (a: HealthAlarm) => (
    <Button size="small" disabled={!write} onClick={() => setOpen(a)}>
      {t(a.state === 'open' ? 'health.alarm.work' : 'health.alarm.look')}
    </Button>
  );
  const columns: Column<HealthAlarm>[] = [
    { id: 'name', title: t('col.name'), cell: name },
    { id: 'tier', title: t('col.tier'), cell: (a) => <TierBadge tier={a.tier} /> },
    { id: 'value', title: t('col.value12m'), numeric: true, cell: (a) => f.money(a.value12m, 'whole') },
    { id: 'fell', title: t('health.alarm.fell'), cell: (a) => <span className="nowrap">{t('health.alarm.from', { from: a.points + a.fell, to: a.points })}</span> },
    { id: 'part', title: t('health.alarm.what'), cell: part },
    { id: 'step', title: t('step.title'), cell: step },
    { id: 'who', title: t('health.alarm.who'), cell: (a) => <span className={a.assignee ? 'nowrap' : 'nowrap faint'}>{a.assignee ? who(a.assignee) : t('health.alarm.nobody')}</span> },
    { id: 'act', title: t('health.alarm.work'), quiet: true, cell: act },
  ];
  return (
    <Panel
      flush
      title={<>{t('health.alarms')}<How topic="healthAlarm" /></>}
      hint={t('health.alarms.hint')}
      extra={
        <Choice
          small
          label={t('health.alarms')}
          value={state}
          onChange={(v) => url.set({ alarms: v === 'open' ? undefined : v })}
          options={states.map((v) => ({ value: v, label: t(`health.alarms.${v}`) }))}
        />
      }
    >
      {alarms.isPending && <div style={{ padding: '0 20px 16px' }}><Bones lines={5} gap={18} /></div>}
      {alarms.isError && <FaultNote error={alarms.error} retry={() => void alarms.refetch()} />}
      {rows?.length === 0 && <Empty title={t(state === 'open' ? 'health.alarms.none' : 'health.alarms.noneDone')} />}
      {rows && rows.length > 0 && (
        <Table
          label={t('health.alarms')}
          columns={columns}
          rows={rows}
          rowKey={(a) => a.id}
          card={(a) => (
            <div className="stack tight">
              <div className="row apart">
                <span className="strong">{name(a)}</span>
                <TierBadge tier={a.tier} />
              </div>
              <span>{t('health.alarm.from', { from: a.points + a.fell, to: a.points })} · {part(a)}</span>
              <span className="muted">{step(a)}</span>
              <div className="row apart">
                <span className="muted">{a.assignee ? who(a.assignee) : t('health.alarm.nobody')}</span>
                {act(a)}
              </div>
            </div>
          )}
        />
      )}
      {alarms.hasNextPage && (
        <div className="row" style={{ padding: '12px 20px' }}>
          <Button loading={alarms.isFetchingNextPage} onClick={() => void alarms.fetchNextPage()}>
            {t('action.more')}
          </Button>
        </div>
      )}
      {open && (
        <Suspense>
          <WorkDialog alarm={open} onClose={() => setOpen(undefined)} />
        </Suspense>
      )}
    </Panel>
  );
}

/** useNames gives the names of staff, as far as one may see them. */
function useNames() {
  const t = useT();
  const { staff } = useSession();
  const list = useColleagues(useCan('staff:read')).data?.items ?? [];
  return (id: string) => (id === staff.id ? t('health.alarm.me') : (list.find((s) => s.id === id)?.name ?? t('health.alarm.colleague')));
}
