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
                <Route path="/settings" component={SettingsPage} />
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
