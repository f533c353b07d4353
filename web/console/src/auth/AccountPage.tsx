import { Button, Form, Input } from 'antd';
import { LogOut } from 'lucide-react';
import { useSession, useSignOut } from '@/app/session';
import { Avatar, Tag } from '@/design/Badge';
import { FaultNote } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { toast } from '@/design/toast';
import { useT } from '@/i18n';
import { useChangePassword } from './api';
import { useSettingsTabs } from './tabs';

/** AccountPage is the signed-in person's own: who they are, what they may do, their password. */
export function AccountPage() {
  const t = useT();
  const { staff } = useSession();
  const signOut = useSignOut();
  return (
    <Page
      title={t('account.title')}
      hint={t('account.hint')}
      tabs={useSettingsTabs()}
      actions={
        <Button icon={<LogOut size={15} aria-hidden />} onClick={() => void signOut()}>
          {t('action.signOut')}
        </Button>
      }
    >
      <div className="stack form-panel">
        <Panel label={t('account.title')}>
          <div className="row">
            <Avatar name={staff.name} size={44} />
            <div>
              <p className="strong">{staff.name}</p>
              <p className="muted">{staff.email}</p>
            </div>
            <span className="grow" />
            <Tag tone="accent">{t(`role.${staff.role}`)}</Tag>
          </div>
          <p className="muted" style={{ marginTop: 12 }}>
            {t(`role.${staff.role}.may`)}
          </p>
        </Panel>
        <Panel title={t('account.password')}>
          <Password />
        </Panel>
      </div>
    </Page>
  );
}

function Password() {
  const t = useT();
  const change = useChangePassword();
  const [form] = Form.useForm<{ current: string; password: string }>();
  const go = (values: { current: string; password: string }) =>
    change.mutate(values, {
      onSuccess: () => {
        form.resetFields();
        toast(t('account.passwordChanged'));
      },
    });
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={go}>
      <Form.Item name="current" label={t('account.current')} rules={[{ required: true, message: t('form.required') }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Form.Item name="password" label={t('account.next')} extra={t('setup.password.help')} rules={[{ required: true, min: 10, message: t('form.password') }]}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      {change.isError && (
        <div style={{ marginBottom: 16 }}>
          <FaultNote error={change.error} kept={t('account.kept')} />
        </div>
      )}
      <Button type="primary" htmlType="submit" loading={change.isPending}>
        {t('account.change')}
      </Button>
    </Form>
  );
}
