import type { Fact, LakeEventType, ReconciliationReport, RuleSet } from '@synapse/contracts';
import { openRules, type Rules } from '@synapse/economy';
import {
  type AlikeRows,
  type Connection,
  countCounted,
  createRuleSetBook,
  type DoJob,
  findPosition,
  LAKE_POSITIONS,
  lakeKeptSince,
  lakeOf,
  mendCounters,
  nextCounted,
} from '@synapse/store';
import { type Alike, categoriesOf, stepsOf, sum } from '../tally.js';

const DAY_MS = 86_400_000;
/** Members that one step looks at: the log waits for it meanwhile. */
const MEMBERS_A_STEP = 100;
const LARGEST = 2n ** 63n - 1n;

interface Place extends Omit<ReconciliationReport, 'kept_since'> {
  after: string;
  total: number;
}

/**
 * Holds the counters against the rows of the lake, some members at a time between the batches of the log, and mends them.
 * Days of which the lake holds everything are made what they should be. Of what retention took the counters alone know: over
 * all time, over the season and on earlier days they are raised where the lake holds more, and never lowered.
 */
export const reconciliation =
  (community: string): DoJob =>
  async (job, { owner, db, note, signal }) => {
    const book = createRuleSetBook(community);
    const since = await lakeKeptSince(db);
    const wholeDay = `day:${since ? new Date(Math.ceil(since.getTime() / DAY_MS) * DAY_MS).toISOString().slice(0, 10) : ''}`;
    let place: Place = (job.place as Place | null) ?? {
      after: '0',
      total: await countCounted(db),
      members: 0,
      counters: 0,
      mended: 0,
      removed: 0,
    };
    for (let isMore = true; isMore; ) {
      signal.throwIfAborted();
      place = await owner.transaction(async (connection) => {
        const after = BigInt(place.after);
        const { last, members } = await nextCounted(connection, after, MEMBERS_A_STEP);
        isMore = last !== null && members === MEMBERS_A_STEP;
        const range = { after, last: isMore ? (last as bigint) : LARGEST };
        const steps = await stepsFor(connection, community, book, range);
        const mended = await mendCounters(connection, range, steps, wholeDay);
        const next: Place = {
          after: String(range.last),
          total: place.total,
          members: place.members + members,
          counters: place.counters + steps.length,
          mended: place.mended + mended.mended,
          removed: place.removed + mended.removed,
        };
        await note(connection, {
          done: next.members,
          total: Math.max(next.total, next.members),
          place: next,
        });
        return next;
      });
    }
    const { after: _, total: __, ...report } = place;
    return { kept_since: since?.toISOString() ?? null, ...report };
  };

/** What the counters of a range should be at least, by the rules that each row was counted by. */
async function stepsFor(
  connection: Connection,
  community: string,
  book: ReturnType<typeof createRuleSetBook>,
  range: { after: bigint; last: bigint },
) {
  const position = await findPosition(connection, LAKE_POSITIONS, community);
  if (!position) return [];
  const inForce = await book.at(connection, position.ruleSetVersion);
  const rows = await lakeOf(connection, range, openSeasons(inForce, position.next.closed_season));
  const rules = new Map<number, Rules>();
  for (const version of new Set(rows.map((row) => row.version))) {
    rules.set(version, openRules(await book.at(connection, version)));
  }
  return sum(rows.flatMap((row) => alike(row, rules.get(row.version) as Rules)).flatMap(stepsOf));
}

const openSeasons = ({ seasons }: RuleSet, closed: bigint) =>
  seasons
    .filter(({ id, active }) => active && BigInt(id) > closed)
    .map(({ starts_at, ends_at }) => ({ from: Date.parse(starts_at), to: Date.parse(ends_at) }));

/** What the tally needs to know of a fact, without the fact. */
function alike(rows: AlikeRows, rules: Rules): Alike[] {
  const { userId, eventType, channelId, parentId, day, isInSeason, count } = rows;
  const fact = {
    userId,
    type: eventType as LakeEventType,
    channelId,
    at: Date.parse(day),
    payload: { parent_channel_id: parentId },
  } as unknown as Fact<LakeEventType>;
  return categoriesOf(rules, fact).map((categoryId) => ({ fact, categoryId, day, isInSeason, count }));
}
