import type { Fact, InteractionType } from '@synapse/contracts';
import type { JournalRow, Reasons, Recorded } from '@synapse/economy';
import { type Connection, type WalkedRow, walkJournal } from '@synapse/store';

/** The engine judges new facts between two pages. */
const PAGE = 1_000;

/** What one fact or command led to, and the number of its last row. */
export interface Group {
  readonly recorded: Recorded;
  readonly last: bigint;
}

/** The journal from a row up to another, in its order, by what led to the rows; a thousand rows at a time. */
export async function* groups(connection: Connection, from: bigint, to: bigint): AsyncGenerator<Group[]> {
  let open: WalkedRow[] = [];
  for (let next = from; ; ) {
    const rows = await walkJournal(connection, { from: next, to, most: PAGE });
    const cut = [...open, ...rows];
    const isEnd = rows.length < PAGE;
    const whole = isEnd ? cut.length : startOfLast(cut);
    if (whole > 0) yield grouped(cut.slice(0, whole));
    if (isEnd) return;
    open = cut.slice(whole);
    next = (rows.at(-1) as WalkedRow).id + 1n;
  }
}

const factOf = ({ metadata }: WalkedRow) => (metadata as Reasons).fact;

/** Where the rows of the last fact begin: the next page may have more of them. */
function startOfLast(rows: readonly WalkedRow[]): number {
  const fact = factOf(rows.at(-1) as WalkedRow);
  let start = rows.length - 1;
  while (start > 0 && factOf(rows[start - 1] as WalkedRow) === fact) start -= 1;
  return start;
}

function grouped(rows: readonly WalkedRow[]): Group[] {
  const all: WalkedRow[][] = [];
  for (const row of rows) {
    const group = all.at(-1);
    if (group?.[0] && factOf(group[0]) === factOf(row)) group.push(row);
    else all.push([row]);
  }
  return all.map((group) => ({
    recorded: { rows: group.map(toJournalRow), fact: lakeFact(group) },
    last: (group.at(-1) as WalkedRow).id,
  }));
}

const toJournalRow = ({ eventType, metadata, id: _, lake: __, ...row }: WalkedRow): JournalRow => ({
  ...row,
  interaction: eventType as InteractionType,
  reasons: metadata as Reasons,
});

function lakeFact(group: readonly WalkedRow[]): Fact | null {
  const found = group.find(({ lake }) => lake !== null);
  if (!found?.lake) return null;
  // The lake took the fact through the same contract as the engine.
  return { ...found.lake, id: factOf(found), receivedAt: found.lake.at, actor: null } as unknown as Fact;
}
