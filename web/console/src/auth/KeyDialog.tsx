import { Button, Checkbox, Form, Input } from 'antd';
import { useSession } from '@/app/session';
import { Code } from '@/design/Code';
import { Dialog } from '@/design/Dialog';
import { FaultNote, Note } from '@/design/Notes';
import { useT, word } from '@/i18n';
import { useAddKey } from './api';

/** KeyDialog makes an API key and shows it, once. */
export function KeyDialog({ onClose }: { onClose: () => void }) {
  const t = useT();
  const add = useAddKey();
  const { permissions } = useSession().staff;
  const [form] = Form.useForm<{ name: string; permissions: string[] }>();
  const made = add.data;
  return (
    <Dialog
      title={t('keys.make')}
      onClose={onClose}
      steady={!!made}
      footer={
        made ? (
          <Button type="primary" onClick={onClose}>
            {t('keys.kept')}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{t('action.cancel')}</Button>
            <Button type="primary" loading={add.isPending} onClick={() => form.submit()}>
              {t('keys.make')}
            </Button>
          </>
        )
      }
    >
      {made ? (
        <div className="stack">
          <Note tone="attention" title={t('keys.once.title')}>
            {t('keys.once.text')}
          </Note>
          <Code text={made.key} label={t('keys.key')} />
        </div>
      ) : (
        <Form form={form} layout="vertical" requiredMark={false} initialValues={{ permissions: ['customers:read'] }} onFinish={(v) => add.mutate(v)}>
          <Form.Item name="name" label={t('col.name')} extra={t('keys.name.help')} rules={[{ required: true, whitespace: true, message: t('form.required') }]}>
            <Input maxLength={80} autoComplete="off" />
          </Form.Item>
          <Form.Item name="permissions" label={t('keys.scopes')} extra={t('keys.scopes.help')} rules={[{ required: true, message: t('form.required') }]}>
            <Checkbox.Group className="scope-choice" options={permissions.map((p) => ({ value: p, label: <span title={p}>{word(t, `permission.${p}`, p)}</span> }))} />
          </Form.Item>
          {add.isError && <FaultNote error={add.error} kept={t('form.kept')} />}
        </Form>
      )}
    </Dialog>
  );
}
