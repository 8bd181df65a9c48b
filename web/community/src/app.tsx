import { Empty, Shell } from '@synapse/web-kit';
import { useEffect } from 'preact/hooks';
import { ErrorBoundary, LocationProvider, lazy, Route, Router, useLocation } from 'preact-iso';
import { CommunityProvider, useCommunity } from './community.js';
import { OverviewPage } from './pages/overview-page.js';

const BoardPage = lazy(() => import('./pages/board-page.js').then(({ BoardPage: page }) => page));
const ActivityPage = lazy(() => import('./pages/activity-page.js').then(({ ActivityPage: page }) => page));
const MemberPage = lazy(() => import('./pages/member-page.js').then(({ MemberPage: page }) => page));
const AchievementsPage = lazy(() =>
  import('./pages/achievements-page.js').then(({ AchievementsPage: page }) => page),
);
const SeasonsPage = lazy(() => import('./pages/seasons-page.js').then(({ SeasonsPage: page }) => page));
const SeasonPage = lazy(() => import('./pages/season-page.js').then(({ SeasonPage: page }) => page));
const QuestsPage = lazy(() => import('./pages/quests-page.js').then(({ QuestsPage: page }) => page));

const PAGES = [
  { href: '/', label: 'Overview' },
  { href: '/boards/xp', label: 'Boards' },
  { href: '/activity', label: 'Activity' },
  { href: '/achievements', label: 'Achievements' },
  { href: '/seasons', label: 'Seasons' },
  { href: '/quests', label: 'Quests' },
];

/** What this server answers by other means: the browser is to go there itself. */
const OURS = /^\/(?!v1\/|api|openapi\.json)/;

/** The pages of the community. */
export const App = () => (
  <LocationProvider scope={OURS}>
    <CommunityProvider>
      <Pages />
    </CommunityProvider>
  </LocationProvider>
);

function Pages() {
  const { path } = useLocation();
  const { title } = useCommunity();
  const section = path.split('/')[1];
  const pages = PAGES.map((page) => ({ ...page, isOpen: page.href.split('/')[1] === section }));
  useFocusOnNewPage(path);
  return (
    <Shell
      title={title}
      pages={pages}
      footer={
        <p>
          Everything here can be read as data: <a href="/api">browse the API</a>. Days, weeks and months are
          UTC.
        </p>
      }
    >
      <ErrorBoundary>
        <Router>
          <Route path="/" component={OverviewPage} />
          <Route path="/boards/:board" component={BoardPage} />
          <Route path="/activity" component={ActivityPage} />
          <Route path="/members/:id" component={MemberPage} />
          <Route path="/achievements" component={AchievementsPage} />
          <Route path="/seasons" component={SeasonsPage} />
          <Route path="/seasons/:season" component={SeasonPage} />
          <Route path="/quests" component={QuestsPage} />
          <Route default component={NoPage} />
        </Router>
      </ErrorBoundary>
    </Shell>
  );
}

const NoPage = () => (
  <Empty title="There is no such page.">
    <a href="/">To the overview</a>
  </Empty>
);

/** Who reads with ears or keys begins at the new page's start. */
function useFocusOnNewPage(path: string): void {
  useEffect(() => {
    if (document.activeElement !== document.body) document.querySelector<HTMLElement>('main')?.focus();
  }, [path]);
}
