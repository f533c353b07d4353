import { Button, Form, Input, Select } from 'antd';
import { useCan, useSession } from '@/app/session';
import { FaultNote, Note } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { toast } from '@/design/toast';
import { useT } from '@/i18n';
import { useSaveWorkspace, type BrandSettings } from './api';
import { currencies } from './currencies';
import { useSettingsTabs } from './tabs';

/** WorkspacePage sets the brand's name, time zone and currency. */
export function WorkspacePage() {
  const t = useT();
  const { workspace } = useSession();
  const save = useSaveWorkspace();
  const may = useCan('workspace:write');
  const [form] = Form.useForm<BrandSettings>();
  const zone = Form.useWatch('timeZone', form);
  const currency = Form.useWatch('currency', form);
  const initial = { name: workspace.name, timeZone: workspace.timeZone, currency: workspace.currency };
  const matters = (zone && zone !== workspace.timeZone) || (currency && currency !== workspace.currency);
  return (
    <Page title={t('workspace.title')} hint={t('workspace.hint')} tabs={useSettingsTabs()}>
      <Panel className="form-panel" label={t('workspace.title')}>
        <Form
          form={form}
          layout="vertical"
          initialValues={initial}
          disabled={!may}
          requiredMark={false}
          onFinish={(values) => save.mutate(values, { onSuccess: () => toast(t('form.saved')) })}
        >
          <Form.Item name="name" label={t('workspace.name')} rules={[{ required: true, whitespace: true, message: t('form.required') }]}>
            <Input maxLength={80} />
          </Form.Item>
          <Form.Item name="timeZone" label={t('workspace.timeZone')} extra={t('workspace.timeZone.help')}>
            <Select showSearch options={[...new Set([initial.timeZone, ...Intl.supportedValuesOf('timeZone'), 'UTC'])].map((z) => ({ value: z, label: z }))} />
          </Form.Item>
          <Form.Item name="currency" label={t('workspace.currency')} extra={t('workspace.currency.help')}>
            <Select showSearch options={[...new Set([initial.currency, ...currencies])].map((c) => ({ value: c, label: c }))} />
          </Form.Item>
          {matters && (
            <div style={{ marginBottom: 16 }}>
              <Note tone="attention">{t('workspace.matters')}</Note>
            </div>
          )}
          {save.isError && (
            <div style={{ marginBottom: 16 }}>
              <FaultNote error={save.error} kept={t('form.kept')} />
            </div>
          )}
          {may ? (
            <Button type="primary" htmlType="submit" loading={save.isPending}>
              {t('action.save')}
            </Button>
          ) : (
            <p className="muted">{t('form.readOnly')}</p>
          )}
        </Form>
      </Panel>
    </Page>
  );
}
