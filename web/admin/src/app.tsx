import { Empty, Loading, Notice, Shell } from '@synapse/web-kit';
import { useEffect } from 'preact/hooks';
import { ErrorBoundary, LocationProvider, lazy, Route, Router, useLocation } from 'preact-iso';
import { ApiProvider } from './api.js';
import { GuildsProvider } from './guilds.js';
import { HomePage } from './pages/home-page.js';
import { ResourceList } from './pages/resource-list.js';
import { ResourcePage } from './pages/resource-page.js';
import { SignInPage } from './pages/sign-in-page.js';
import { Side } from './parts/side.js';
import { RESOURCES } from './resources/resources.js';
import { SayProvider } from './say.js';
import { SessionProvider, useSession } from './session.js';

const SettingsPage = lazy(() => import('./pages/settings-page.js').then(({ SettingsPage: page }) => page));
const SourcesPage = lazy(() =>
  import('./pages/data-sources-page.js').then(({ DataSourcesPage: page }) => page),
);
const MembersPage = lazy(() => import('./pages/members-page.js').then(({ MembersPage: page }) => page));
const MemberPage = lazy(() => import('./pages/member-page.js').then(({ MemberPage: page }) => page));
const LakePage = lazy(() => import('./pages/lake-page.js').then(({ LakePage: page }) => page));
const LettersPage = lazy(() =>
  import('./pages/dead-letters-page.js').then(({ DeadLettersPage: page }) => page),
);
const LetterPage = lazy(() => import('./pages/dead-letter-page.js').then(({ DeadLetterPage: page }) => page));
const AuditPage = lazy(() => import('./pages/audit-page.js').then(({ AuditPage: page }) => page));
const WhatIfsPage = lazy(() => import('./pages/what-ifs-page.js').then(({ WhatIfsPage: page }) => page));
const NewWhatIfPage = lazy(() =>
  import('./pages/new-what-if-page.js').then(({ NewWhatIfPage: page }) => page),
);
const WhatIfPage = lazy(() => import('./pages/what-if-page.js').then(({ WhatIfPage: page }) => page));
const ImportsPage = lazy(() => import('./pages/imports-page.js').then(({ ImportsPage: page }) => page));
const ImportPage = lazy(() => import('./pages/import-page.js').then(({ ImportPage: page }) => page));
const HistoryPage = lazy(() =>
  import('./pages/history-import-page.js').then(({ HistoryImportPage: page }) => page),
);
const RebuildsPage = lazy(() => import('./pages/rebuilds-page.js').then(({ RebuildsPage: page }) => page));
const SetupPage = lazy(() => import('./pages/setup-page.js').then(({ SetupPage: page }) => page));
const ApiKeysPage = lazy(() => import('./pages/api-keys-page.js').then(({ ApiKeysPage: page }) => page));

/** What this server answers by other means: the browser is to go there itself. */
const OURS = /^\/(?!v1\/|openapi\.json)/;

/** The pages for admins. */
export const App = () => (
  <LocationProvider scope={OURS}>
    <SessionProvider entrance={entrance}>
      <Pages />
    </SessionProvider>
  </LocationProvider>
);

/** What somebody sees who is not known to be signed in. */
const entrance = (state: 'reading' | 'signed out', trouble: string | undefined) => (
  <Shell title="Synapse admin" pages={[]}>
    {trouble !== undefined && <Notice>{trouble}</Notice>}
    {state === 'reading' && trouble === undefined && <Loading lines={3} />}
    {state === 'signed out' && <SignInPage />}
  </Shell>
);

function Pages() {
  const { path } = useLocation();
  const { signOut } = useSession();
  useEffect(() => window.scrollTo(0, 0), [path]);
  return (
    <SayProvider>
      <Shell
        title="Synapse admin"
        pages={[]}
        side={<Side path={path} />}
        status={
          <button type="button" class="button" onClick={signOut}>
            Sign out
          </button>
        }
      >
        <ApiProvider>
          <GuildsProvider>
            <ErrorBoundary>
              <Router>
                <Route path="/" component={HomePage} />
                <Route path="/setup" component={SetupPage} />
                <Route path="/settings" component={SettingsPage} />
                <Route path="/what-ifs" component={WhatIfsPage} />
                <Route path="/what-ifs/new" component={NewWhatIfPage} />
                <Route path="/what-ifs/:id" component={WhatIfPage} />
                <Route path="/data-sources" component={SourcesPage} />
                <Route path="/members" component={MembersPage} />
                <Route path="/members/:id" component={MemberPage} />
                <Route path="/imports" component={ImportsPage} />
                <Route path="/imports/history" component={ImportsPage} />
                <Route path="/imports/history/:id" component={HistoryPage} />
                <Route path="/imports/:id" component={ImportPage} />
                <Route path="/rebuilds" component={RebuildsPage} />
                <Route path="/lake" component={LakePage} />
                <Route path="/dead-letters" component={LettersPage} />
                <Route path="/dead-letters/:id" component={LetterPage} />
                <Route path="/audit" component={AuditPage} />
                <Route path="/api-keys" component={ApiKeysPage} />
                {RESOURCES.flatMap((look) => [
                  <Route key={look.path} path={look.path} component={ResourceList} look={look} />,
                  <Route
                    key={`${look.path}/:id`}
                    path={`${look.path}/:id`}
                    component={ResourcePage}
                    look={look}
                  />,
                ])}
                <Route default component={NoPage} />
              </Router>
            </ErrorBoundary>
          </GuildsProvider>
        </ApiProvider>
      </Shell>
    </SayProvider>
  );
}

const NoPage = () => <Empty title="There is no such page." />;
