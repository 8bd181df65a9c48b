import { Empty, Loading, Notice, Shell } from '@synapse/web-kit';
import { ErrorBoundary, LocationProvider, Route, Router, useLocation } from 'preact-iso';
import { HomePage } from './pages/home-page.js';
import { SignInPage } from './pages/sign-in-page.js';
import { SessionProvider, useSession } from './session.js';

const PAGES = [{ href: '/', label: 'Home' }];

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
  const section = path.split('/')[1];
  return (
    <Shell
      title="Synapse admin"
      pages={PAGES.map((page) => ({ ...page, isOpen: page.href.split('/')[1] === section }))}
      status={
        <button type="button" class="button" onClick={signOut}>
          Sign out
        </button>
      }
    >
      <ErrorBoundary>
        <Router>
          <Route path="/" component={HomePage} />
          <Route default component={NoPage} />
        </Router>
      </ErrorBoundary>
    </Shell>
  );
}

const NoPage = () => <Empty title="There is no such page." />;
