import { Button, Form, Input, Radio } from 'antd';
import { useNavigate } from 'react-router';
import { Dialog } from '@/design/Dialog';
import { FaultNote } from '@/design/Notes';
import { useT } from '@/i18n';
import { useAddSource } from './api';

export const sourceKinds = ['web', 'server', 'app', 'shopify', 'woocommerce', 'youzan'] as const;
const shops = new Set<string>(['shopify', 'woocommerce', 'youzan']);

interface NewSourceValues {
  name: string;
  kind: (typeof sourceKinds)[number];
  secret?: string;
}

/** NewSource asks what will send events and makes a write key for it. */
export function NewSource({ onClose }: { onClose: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const add = useAddSource();
  const [form] = Form.useForm<NewSourceValues>();
  const kind = Form.useWatch('kind', form) ?? 'web';
  const make = (values: NewSourceValues) =>
    add.mutate(values, { onSuccess: (source) => void navigate(`/data/sources/${source.id}`) });
  return (
    <Dialog
      title={t('action.addSource')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="primary" loading={add.isPending} onClick={() => form.submit()}>
            {t('sources.make')}
          </Button>
        </>
      }
    >
      <Form form={form} layout="vertical" initialValues={{ kind: 'web' }} onFinish={make} requiredMark={false}>
        <Form.Item name="kind" label={t('sources.kind')}>
          <Radio.Group className="kind-choice" options={sourceKinds.map((k) => ({ value: k, label: t(`source.kind.${k}`) }))} />
        </Form.Item>
        <Form.Item name="name" label={t('sources.name')} extra={t('sources.name.help')} rules={[{ required: true, whitespace: true, message: t('form.required') }]}>
          <Input maxLength={80} autoComplete="off" />
        </Form.Item>
        {shops.has(kind) && (
          <Form.Item name="secret" label={t('sources.secret')} extra={t(`sources.secret.${kind as 'shopify'}`)} rules={[{ required: true, message: t('form.required') }]}>
            <Input.Password autoComplete="off" />
          </Form.Item>
        )}
      </Form>
      {add.isError && <FaultNote error={add.error} kept={t('sources.add.kept')} />}
    </Dialog>
  );
}
