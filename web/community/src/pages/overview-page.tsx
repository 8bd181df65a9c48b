import type { Leaderboard } from '@synapse/contracts';
import { Empty, Loading, Notice, Panel, useRead, useTitle } from '@synapse/web-kit';
import { useState } from 'preact/hooks';
import { useCommunity } from '../community.js';
import { BoardTable } from '../parts/board-table.js';
import { Feed } from '../parts/feed.js';
import { LiveStatus } from '../parts/live-status.js';
import { Podium } from '../parts/podium.js';
import { RecentAchievements } from '../parts/recent-achievements.js';
import { SeasonStrip } from '../parts/season-strip.js';
import { Totals } from '../parts/totals.js';
import { useFeed } from '../parts/use-feed.js';
import { reads } from '../reads.js';
import { useLive } from '../use-live.js';

const EVERY_MS = 1_200;
const RECENT = 40;
const PODIUM = 3;
const TOP = reads.board('xp', { limit: 10 });

/** The community at this moment. */
export function OverviewPage() {
  const { title, subtitle, overview } = useCommunity();
  const board = useRead(TOP, EVERY_MS);
  const [isPaused, setPaused] = useState(false);
  const feed = useFeed(isPaused);
  const state = useLive(
    (event) => {
      feed.take(event);
      board.refresh();
      overview.refresh();
    },
    { recent: RECENT },
  );
  useTitle(title);
  return (
    <>
      <div class="title">
        <div>
          <h1>{subtitle ?? title}</h1>
        </div>
        <LiveStatus state={state} />
      </div>
      {board.error && <Notice>The figures cannot be read right now. {board.error.message}</Notice>}
      <Totals />
      <SeasonStrip />
      <div class="overview">
        <div class="stack">
          <Panel title="Champions" aside={<a href="/boards/xp">The whole board</a>}>
            <Best board={board.answer} />
          </Panel>
          <RecentAchievements />
        </div>
        <Feed
          shown={feed.shown}
          spoken={feed.spoken}
          isPaused={isPaused}
          onPause={() => setPaused((was) => !was)}
        />
      </div>
    </>
  );
}

function Best({ board }: { board: Leaderboard | undefined }) {
  if (!board) return <Loading lines={8} />;
  const { members } = board;
  if (members.length === 0) {
    return (
      <Empty title="Waiting for the first facts…">
        As soon as somebody writes, reacts or talks, they appear here.
      </Empty>
    );
  }
  return (
    <>
      <Podium board="xp" members={members.slice(0, PODIUM)} />
      {members.length > PODIUM && (
        <BoardTable
          board="xp"
          members={members.slice(PODIUM)}
          best={members[0]?.value ?? 1}
          caption="From the fourth place on"
        />
      )}
    </>
  );
}
