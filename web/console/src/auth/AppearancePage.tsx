import { Radio } from 'antd';
import { useChooseLanguage } from '@/app/session';
import { chooseTheme, useThemeChoice, type ThemeChoice } from '@/app/theme';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { useLanguage, useT, type Language } from '@/i18n';
import { useSettingsTabs } from './tabs';

/** AppearancePage chooses language and looks, for this browser. */
export function AppearancePage() {
  const t = useT();
  const language = useLanguage();
  const theme = useThemeChoice();
  const choose = useChooseLanguage();
  return (
    <Page title={t('appearance.title')} hint={t('appearance.hint')} tabs={useSettingsTabs()}>
      <div className="stack form-panel">
        <Panel title={t('appearance.language')}>
          <Radio.Group
            aria-label={t('appearance.language')}
            value={language}
            onChange={(e) => void choose(e.target.value as Language)}
            options={[
              { value: 'en', label: <span lang="en">English</span> },
              { value: 'zh', label: <span lang="zh-CN">简体中文</span> },
            ]}
          />
        </Panel>
        <Panel title={t('appearance.theme')}>
          <Radio.Group
            aria-label={t('appearance.theme')}
            value={theme}
            onChange={(e) => chooseTheme(e.target.value as ThemeChoice)}
            options={(['system', 'light', 'dark'] as const).map((c) => ({ value: c, label: t(`theme.${c}`) }))}
          />
        </Panel>
      </div>
    </Page>
  );
}
