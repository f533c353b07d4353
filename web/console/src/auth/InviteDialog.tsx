import { Button, Form, Input, Radio } from 'antd';
import type { Role } from '@/api/types';
import { Code } from '@/design/Code';
import { Dialog } from '@/design/Dialog';
import { FaultNote, Note } from '@/design/Notes';
import { useT } from '@/i18n';
import { useInvite } from './api';
import { roles } from './roles';

interface Values {
  name: string;
  email: string;
  role: Role;
}

/** InviteDialog adds a member of staff. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const t = useT();
  const invite = useInvite();
  const [form] = Form.useForm<Values>();
  const done = invite.data;
  return (
    <Dialog
      title={t('staff.invite')}
      onClose={onClose}
      steady={!!done}
      footer={
        done ? (
          <Button type="primary" onClick={onClose}>
            {t('action.close')}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{t('action.cancel')}</Button>
            <Button type="primary" loading={invite.isPending} onClick={() => form.submit()}>
              {t('staff.invite.go')}
            </Button>
          </>
        )
      }
    >
      {done ? (
        <div className="stack">
          <Note tone="good" title={t('staff.invited', { name: done.staff.name })} />
          <LinkText token={done.link.token} />
        </div>
      ) : (
        <Form form={form} layout="vertical" initialValues={{ role: 'agent' }} requiredMark={false} onFinish={(v) => invite.mutate(v)}>
          <Form.Item name="name" label={t('col.name')} rules={[{ required: true, whitespace: true, message: t('form.required') }]}>
            <Input maxLength={80} autoComplete="off" />
          </Form.Item>
          <Form.Item name="email" label={t('col.email')} rules={[{ required: true, type: 'email', message: t('form.email') }]}>
            <Input autoComplete="off" />
          </Form.Item>
          <Form.Item name="role" label={t('col.role')}>
            <Radio.Group className="role-choice">
              {roles.map((r) => (
                <Radio key={r} value={r}>
                  <span className="strong">{t(`role.${r}`)}</span> <span className="muted">{t(`role.${r}.may`)}</span>
                </Radio>
              ))}
            </Radio.Group>
          </Form.Item>
          {invite.isError && <FaultNote error={invite.error} kept={t('form.kept')} />}
        </Form>
      )}
    </Dialog>
  );
}

/** LinkText shows the address with which somebody chooses a password. It is shown this once. */
export function LinkText({ token }: { token: string }) {
  const t = useT();
  return (
    <div className="stack tight">
      <p>{t('staff.link.text')}</p>
      <Code text={`${window.location.origin}/welcome#${token}`} label={t('staff.link')} />
    </div>
  );
}
