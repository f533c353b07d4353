import { theme as antd, type ThemeConfig } from 'antd';

const light = {
  colorPrimary: '#0f766e', colorInfo: '#0f766e', colorSuccess: '#1a7043', colorWarning: '#b45309', colorError: '#b42318',
  colorLink: '#0f766e', colorText: '#1f1d1a', colorTextSecondary: '#5d574e', colorTextTertiary: '#6d675e',
  colorTextDescription: '#5d574e', colorTextPlaceholder: '#6d675e', colorTextQuaternary: '#8b857b',
  colorBorder: '#d3cdc2', colorBorderSecondary: '#e6e2da', colorBgLayout: '#f8f7f4', colorBgContainer: '#ffffff',
  colorBgElevated: '#ffffff', colorFillAlter: '#f8f7f4',
};
const dark = {
  colorPrimary: '#2dd4bf', colorInfo: '#2dd4bf', colorSuccess: '#6fd39b', colorWarning: '#fbbf5c', colorError: '#fb8b7e',
  colorLink: '#2dd4bf', colorText: '#eceae4', colorTextSecondary: '#b3afa5', colorTextTertiary: '#a19d93',
  colorTextDescription: '#b3afa5', colorTextPlaceholder: '#a19d93', colorTextQuaternary: '#7d796f',
  colorBorder: '#474842', colorBorderSecondary: '#31322e', colorBgLayout: '#141513', colorBgContainer: '#1c1d1b',
  colorBgElevated: '#262724', colorFillAlter: '#232421',
};

/** antdTheme gives Ant Design our tokens, so that its parts and ours look like one family. */
export function antdTheme(mode: 'light' | 'dark'): ThemeConfig {
  const colors = mode === 'dark' ? dark : light;
  const base = mode === 'dark' ? antd.darkAlgorithm : antd.defaultAlgorithm;
  return {
    // The algorithms mute the accent in the dark; ours is chosen for contrast, so it goes in last.
    algorithm: (seed, map) => ({ ...base(seed, map), colorPrimary: colors.colorPrimary, colorError: colors.colorError }),
    token: {
      ...colors,
      borderRadius: 8,
      fontSize: 14,
      lineHeight: 22 / 14,
      controlHeight: 34,
      fontFamily: 'inherit',
      boxShadow: 'var(--shadow-lifted)',
      boxShadowSecondary: 'var(--shadow-lifted)',
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.18s',
    },
    components: {
      Button: {
        primaryColor: mode === 'dark' ? '#04231f' : '#ffffff',
        dangerColor: mode === 'dark' ? '#2a0d0a' : '#ffffff',
        primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', fontWeight: 550,
      },
      Modal: { titleFontSize: 16 },
      Form: { itemMarginBottom: 20, verticalLabelPadding: '0 0 6px' },
    },
  };
}
