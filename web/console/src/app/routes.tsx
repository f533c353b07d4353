import { createBrowserRouter, redirect, type RouteObject } from 'react-router';
import { learn } from '@/i18n';
import { Crash, NotFound, Splash } from './Fallbacks';

/** page makes a route of a component that is loaded when it is first needed. */
function page(path: string, load: () => Promise<{ Component: React.ComponentType }>, children?: RouteObject[]): RouteObject {
  return { path, lazy: load, children };
}

/** about is a page of audiences, whose words come with it. */
const about = (path: string, load: () => Promise<React.ComponentType>) =>
  page(path, async () => ({ Component: (await Promise.all([load(), learn('audience')]))[0] }));

/** judged is a page about the quality of data, likewise. */
const judged = (path: string, load: () => Promise<React.ComponentType>) =>
  page(path, async () => ({ Component: (await Promise.all([load(), learn('quality')]))[0] }));

/** tagged is a page about tags, likewise. */
const tagged = (path: string, load: () => Promise<React.ComponentType>) =>
  page(path, async () => ({ Component: (await Promise.all([load(), learn('tag')]))[0] }));

const places: RouteObject[] = [
  { index: true, loader: () => redirect('/today') },
  page('today', async () => ({ Component: (await import('@/report/TodayPage')).TodayPage })),
  page('today/overview', async () => ({ Component: (await import('@/report/OverviewPage')).OverviewPage })),
  page('today/late', async () => ({ Component: (await import('@/order/LateOrdersPage')).LateOrdersPage })),
  page('today/behaviour', async () => ({ Component: (await import('@/report/BehaviourPage')).BehaviourPage })),
  page('today/touchpoints', async () => ({ Component: (await import('@/report/TouchpointsPage')).TouchpointsPage })),
  page('customers', async () => ({ Component: (await import('@/customer/ListPage')).ListPage })),
  page('customers/duplicates', async () => ({ Component: (await import('@/customer/DuplicatesPage')).DuplicatesPage })),
  page('customers/shared', async () => ({ Component: (await import('@/customer/SharedPage')).SharedPage })),
  page('customers/health', async () => ({ Component: (await import('@/health/HealthPage')).HealthPage })),
  page('customers/ladder', async () => ({ Component: (await import('@/health/LadderPage')).LadderPage })),
  tagged('customers/tags', async () => (await import('@/tag/TagsPage')).TagsPage),
  tagged('customers/tags/:id', async () => (await import('@/tag/TagPage')).TagPage),
  page('customers/:id', async () => ({ Component: (await import('@/customer/CustomerPage')).CustomerPage })),
  about('audiences', async () => (await import('@/audience/AudiencesPage')).AudiencesPage),
  about('audiences/new', async () => (await import('@/audience/EditorPage')).EditorPage),
  about('audiences/lists/:id', async () => (await import('@/audience/HandPage')).HandPage),
  about('audiences/:id', async () => (await import('@/audience/AudiencePage')).AudiencePage),
  about('audiences/:id/edit', async () => (await import('@/audience/EditorPage')).EditorPage),
  { path: 'data', loader: () => redirect('/data/sources') },
  page('data/sources', async () => ({ Component: (await import('@/event/SourcesPage')).SourcesPage })),
  page('data/sources/:id', async () => ({ Component: (await import('@/event/SourcePage')).SourcePage })),
  page('data/quarantine', async () => ({ Component: (await import('@/event/QuarantinePage')).QuarantinePage })),
  page('data/imports', async () => ({ Component: (await import('@/event/importer/ImportsPage')).ImportsPage })),
  page('data/imports/new', async () => ({ Component: (await import('@/event/importer/WizardPage')).WizardPage })),
  page('data/imports/:id', async () => ({ Component: (await import('@/event/importer/WizardPage')).WizardPage })),
  judged('data/quality', async () => (await import('@/quality/QualityPage')).QualityPage),
  judged('data/quality/wanted', async () => (await import('@/quality/WantedPage')).WantedPage),
  page('data/models', async () => ({ Component: (await import('@/metric/ModelsPage')).ModelsPage })),
  page('data/status', async () => ({ Component: (await import('@/report/StatusPage')).StatusPage })),
  { path: 'settings', loader: () => redirect('/settings/workspace') },
  page('settings/workspace', async () => ({ Component: (await import('@/auth/WorkspacePage')).WorkspacePage })),
  page('settings/staff', async () => ({ Component: (await import('@/auth/StaffPage')).StaffPage })),
  page('settings/api-keys', async () => ({ Component: (await import('@/auth/KeysPage')).KeysPage })),
  page('settings/record', async () => ({ Component: (await import('@/auth/RecordPage')).RecordPage })),
  page('settings/tiers', async () => ({ Component: (await import('@/metric/TiersPage')).TiersPage })),
  page('settings/health', async () => ({ Component: (await import('@/health/RulesPage')).RulesPage })),
  page('settings/appearance', async () => ({ Component: (await import('@/auth/AppearancePage')).AppearancePage })),
  page('settings/account', async () => ({ Component: (await import('@/auth/AccountPage')).AccountPage })),
  { path: '*', Component: NotFound },
];

export const router = createBrowserRouter([
  {
    HydrateFallback: Splash,
    ErrorBoundary: Crash,
    children: [
      page('/sign-in', async () => ({ Component: (await import('@/auth/SignInPage')).SignInPage })),
      page('/setup', async () => ({ Component: (await import('@/auth/SetupPage')).SetupPage })),
      page('/welcome', async () => ({ Component: (await import('@/auth/WelcomePage')).WelcomePage })),
      page('/', async () => ({ Component: (await import('./Shell')).Shell }), [{ ErrorBoundary: Crash, children: places }]),
    ],
  },
]);
