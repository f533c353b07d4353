import { Button, Select } from 'antd';
import { Ellipsis, UserPlus } from 'lucide-react';
import { useState } from 'react';
import type { Role, Staff } from '@/api/types';
import { useCan, useSession } from '@/app/session';
import { Avatar, Tag } from '@/design/Badge';
import { Ask, Dialog } from '@/design/Dialog';
import { Menu } from '@/design/Menu';
import { FaultNote } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { Table, type Column } from '@/design/Table';
import { toast } from '@/design/toast';
import { When } from '@/format/When';
import { useT } from '@/i18n';
import { useChangeStaff, useNewLink, useRemoveStaff, useStaff } from './api';
import { InviteDialog, LinkText } from './InviteDialog';
import { roles } from './roles';
import { useSettingsTabs } from './tabs';

/** StaffPage shows who works here and what each may do. */
export function StaffPage() {
  const t = useT();
  const staff = useStaff();
  const may = useCan('staff:write');
  const me = useSession().staff.id;
  const [inviting, setInviting] = useState(false);
  const columns: Column<Staff>[] = [
    { id: 'name', title: t('col.name'), cell: (s) => <Person staff={s} you={s.id === me} /> },
    { id: 'email', title: t('col.email'), cell: (s) => s.email },
    { id: 'role', title: t('col.role'), cell: (s) => <RoleChoice staff={s} disabled={!may || s.id === me} /> },
    { id: 'seen', title: t('staff.lastSeen'), numeric: true, cell: (s) => <When at={s.signedInAt} /> },
    { id: 'actions', title: t('table.actions'), quiet: true, numeric: true, cell: (s) => (may && s.id !== me ? <Actions staff={s} /> : null) },
  ];
  return (
    <Page
      title={t('staff.title')}
      hint={t('staff.hint')}
      tabs={useSettingsTabs()}
      actions={
        may && (
          <Button type="primary" icon={<UserPlus size={15} aria-hidden />} onClick={() => setInviting(true)}>
            {t('staff.invite')}
          </Button>
        )
      }
    >
      {staff.isError && <FaultNote error={staff.error} retry={() => void staff.refetch()} />}
      <div className="stack">
        {!staff.isError && (
          <Panel flush>
            <Table
              label={t('staff.title')}
              columns={columns.filter((c) => c.id !== 'actions' || may)}
              rows={staff.data?.items ?? []}
              loading={staff.isPending}
              skeleton={3}
              rowKey={(s) => s.id}
              card={(s) => (
                <div className="stack tight">
                  <div className="row apart">
                    <Person staff={s} you={s.id === me} />
                    {may && s.id !== me && <Actions staff={s} />}
                  </div>
                  <span className="muted">{s.email}</span>
                  <RoleChoice staff={s} disabled={!may || s.id === me} />
                </div>
              )}
            />
          </Panel>
        )}
        <Panel title={t('staff.roles')}>
          <dl className="facts roles">
            {roles.map((r) => (
              <div key={r} style={{ display: 'contents' }}>
                <dt className="strong">{t(`role.${r}`)}</dt>
                <dd className="muted">{t(`role.${r}.may`)}</dd>
              </div>
            ))}
          </dl>
        </Panel>
      </div>
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </Page>
  );
}

function Person({ staff: s, you }: { staff: Staff; you: boolean }) {
  const t = useT();
  return (
    <span className="row">
      <Avatar name={s.name} size={28} />
      <span className="strong">{s.name}</span>
      {you && <Tag>{t('staff.you')}</Tag>}
      {s.disabled && <Tag tone="attention">{t('staff.off')}</Tag>}
      {s.invited && !s.disabled && <Tag tone="accent">{t('staff.pending')}</Tag>}
    </span>
  );
}

function RoleChoice({ staff: s, disabled }: { staff: Staff; disabled: boolean }) {
  const t = useT();
  const change = useChangeStaff();
  if (disabled) return t(`role.${s.role}`);
  const set = (role: Role) =>
    change.mutate(
      { id: s.id, role },
      {
        onSuccess: () => toast(t('staff.changed', { name: s.name, role: t(`role.${role}`) })),
        onError: () => toast(t('staff.notChanged'), 'harm'),
      },
    );
  return (
    <Select
      size="small"
      aria-label={t('staff.roleOf', { name: s.name })}
      value={s.role}
      loading={change.isPending}
      onChange={set}
      options={roles.map((r) => ({ value: r, label: t(`role.${r}`) }))}
      style={{ minWidth: 112 }}
    />
  );
}

function Actions({ staff: s }: { staff: Staff }) {
  const t = useT();
  const drop = useRemoveStaff();
  const change = useChangeStaff();
  const link = useNewLink();
  const [asking, setAsking] = useState(false);
  const failed = { onError: () => toast(t('staff.notChanged'), 'harm') };
  return (
    <>
      <Menu
        label={t('staff.actions', { name: s.name })}
        buttonClass="icon-button small"
        button={<Ellipsis size={16} aria-hidden />}
        items={[
          { key: 'link', label: t('staff.link'), onClick: () => link.mutate(s.id, failed) },
          { key: 'off', label: t(s.disabled ? 'staff.turnOn' : 'staff.turnOff'), onClick: () => change.mutate({ id: s.id, disabled: !s.disabled }, failed) },
          'line',
          { key: 'remove', danger: true, label: t('action.remove'), onClick: () => setAsking(true) },
        ]}
      />
      {link.data && (
        <Dialog steady title={t('staff.link.title', { name: s.name })} onClose={() => link.reset()}>
          <LinkText token={link.data.token} />
        </Dialog>
      )}
      {asking && (
        <Ask
          title={t('staff.remove.title', { name: s.name })}
          text={t('staff.remove.text')}
          act={t('action.remove')}
          danger
          busy={drop.isPending}
          fault={drop.isError && <FaultNote error={drop.error} />}
          onAct={() => drop.mutate(s.id, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
