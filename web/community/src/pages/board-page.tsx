import type { BoardName, Leaderboard } from '@synapse/contracts';
import { day, Empty, figure, LinkTabs, Loading, Notice, Panel, useRead, useTitle } from '@synapse/web-kit';
import { useLocation } from 'preact-iso';
import { useCommunity } from '../community.js';
import { useMe } from '../me.js';
import { BoardTable } from '../parts/board-table.js';
import { BOARD_NAMES, boardLabel, isBoardName } from '../parts/boards.js';
import { MemberSearch } from '../parts/member-search.js';
import { Podium } from '../parts/podium.js';
import { reads } from '../reads.js';

const PODIUM = 3;
const LIMIT = 25;
const EVERY_MS = 1_000;

/** A board: its top, a page further on, or the places around a member; now, or as it was at the end of a day. */
export function BoardPage({ board }: { board?: string }) {
  const { title, currency } = useCommunity();
  const { query } = useLocation();
  const name: BoardName = isBoardName(board) ? board : 'xp';
  const { cursor, around, day: until }: Partial<Record<string, string>> = query;
  const asOf = until ? momentOf(until) : undefined;
  const path = reads.board(name, { limit: LIMIT, cursor, around, as_of: asOf });
  const { answer, error, isStale } = useRead(path, EVERY_MS);
  const [me] = useMe();
  useTitle(boardLabel(name, currency), title);
  return (
    <>
      <div class="title">
        <div>
          <h1>Boards</h1>
          <p>{answer ? about(answer) : ' '}</p>
        </div>
        <MemberSearch />
      </div>
      <Panel
        title={boardLabel(name, currency)}
        aside={
          <LinkTabs
            label="Boards"
            current={`/boards/${name}`}
            tabs={BOARD_NAMES.map((each) => ({ href: `/boards/${each}`, label: boardLabel(each, currency) }))}
          />
        }
      >
        <BoardTools board={name} me={me} until={until} isAround={around !== undefined} />
        {error && (
          <Notice>{around && error.status === 404 ? 'They are not on this board.' : error.message}</Notice>
        )}
        {!answer && !error && <Loading lines={10} />}
        {answer && !error && (
          <div class="board" data-stale={isStale}>
            <Rows board={answer} me={me ?? around} />
          </div>
        )}
        {answer && <Pager board={answer} isFirst={!cursor && !around} until={until} />}
      </Panel>
    </>
  );
}

const about = ({ total, since, board }: Leaderboard) =>
  [
    `${figure(total)} ${total === 1 ? 'member' : 'members'}`,
    since && `since ${day(since)}`,
    board === 'stars' && 'of the season',
  ]
    .filter(Boolean)
    .join(' · ');

/** The end of a day, UTC; today is not over. */
function momentOf(until: string): string | undefined {
  const end = Date.parse(`${until}T23:59:59.999Z`);
  return Number.isNaN(end) || end > Date.now() ? undefined : new Date(end).toISOString();
}

function Rows({ board: { board, members, total }, me }: { board: Leaderboard; me: string | undefined }) {
  if (total === 0) return <Empty title="Nobody is on this board yet.">Who earns stands here.</Empty>;
  const isTop = members[0]?.rank === 1;
  const rows = isTop ? members.slice(PODIUM) : members;
  return (
    <>
      {isTop && <Podium board={board} members={members.slice(0, PODIUM)} />}
      {rows.length > 0 && (
        <BoardTable
          board={board}
          members={rows}
          best={members[0]?.value ?? 1}
          caption={`Places from ${rows[0]?.rank} on`}
          me={me}
        />
      )}
    </>
  );
}

interface BoardToolsProps {
  board: BoardName;
  me: string | undefined;
  until: string | undefined;
  isAround: boolean;
}

function BoardTools({ board, me, until, isAround }: BoardToolsProps) {
  const { route } = useLocation();
  return (
    <div class="board-tools">
      {me === undefined ? (
        <span class="soft">To find your place, open your page and say “this is me”.</span>
      ) : (
        <a class="button" href={isAround ? `/boards/${board}` : `/boards/${board}?around=${me}`}>
          {isAround ? 'To the top' : 'Where am I?'}
        </a>
      )}
      <label class="as-of">
        As of the end of
        <input
          type="date"
          max={new Date().toISOString().slice(0, 10)}
          value={until ?? ''}
          onChange={({ currentTarget: { value } }) =>
            route(value ? `/boards/${board}?day=${value}` : `/boards/${board}`)
          }
        />
      </label>
    </div>
  );
}

function Pager({
  board: { board, next, members },
  isFirst,
  until,
}: {
  board: Leaderboard;
  isFirst: boolean;
  until: string | undefined;
}) {
  const day = until ? `&day=${until}` : '';
  if (isFirst && next === null) return null;
  return (
    <nav class="pager" aria-label="Pages of the board">
      {!isFirst && (
        <a class="button" href={`/boards/${board}${until ? `?day=${until}` : ''}`}>
          First page
        </a>
      )}
      <span class="soft">
        {members.length > 0 && `${figure(members[0]?.rank ?? 0)}–${figure(members.at(-1)?.rank ?? 0)}`}
      </span>
      {next !== null && (
        <a class="button" href={`/boards/${board}?cursor=${encodeURIComponent(next)}${day}`}>
          Next page
        </a>
      )}
    </nav>
  );
}
