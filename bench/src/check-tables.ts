import { eventually } from '@synapse/testkit';
import type { Effects } from './effects.js';
import type { Oracle } from './oracle.js';
import { COMMUNITY, lastEntry, type Stack } from './stack.js';

/** Rows are missing, doubled or wrong: what was measured is not the work that was to be done. */
export class VoidFigureError extends Error {
  override name = 'VoidFigureError';
}

/**
 * Compares the tables with what the log must have led to, once both services have read all of it.
 * @param dispatched facts that the simulator has caused so far
 * @returns what each fact since the last check brought
 * @throws VoidFigureError naming every difference
 */
export async function checkTables(stack: Stack, oracle: Oracle, dispatched: number): Promise<Effects[]> {
  await folded(stack);
  const effects = await oracle.catchUp(stack);
  const found = await totals(stack);
  const expected: typeof found = {
    lakeRows: dispatched,
    lakeSources: oracle.lakeRows,
    counted: oracle.lakeRows,
    journalRows: oracle.journalRows,
    xp: oracle.xp,
    stars: oracle.stars,
    members: oracle.members.size,
    deadLetters: 0,
  };
  const keys = Object.keys(expected) as (keyof typeof expected)[];
  const wrong = keys
    .filter((key) => found[key] !== expected[key])
    .map((key) => `${key} is ${found[key]} instead of ${expected[key]}`);
  wrong.push(...(await wrongMembers(stack, oracle)));
  if (wrong.length > 0) throw new VoidFigureError(`The tables are wrong: ${wrong.join('; ')}.`);
  return effects;
}

async function folded(stack: Stack): Promise<void> {
  const last = await lastEntry(stack);
  await eventually(`both services at entry ${last}`, async () => {
    const { rows } = await stack.pool.query(
      `select 1 from lake_positions l join engine_positions e using (community)
       where community = $1 and l.sequence >= $2 and e.sequence >= $2`,
      [COMMUNITY, last],
    );
    return rows.length > 0;
  });
}

async function totals({ pool }: Stack) {
  const { rows } = await pool.query(`
    select
      (select count(*) from event_lake)::int as "lakeRows",
      (select count(distinct source_id) from event_lake)::int as "lakeSources",
      (select sum(count) from event_counters where category_id = 0 and period = 'lifetime')::int as counted,
      (select count(*) from activity_log)::int as "journalRows",
      (select sum(xp_delta) from activity_log)::int as xp,
      (select sum(star_delta) from activity_log)::int as stars,
      (select count(*) from users)::int as members,
      ((select count(*) from lake_dead_letters) + (select count(*) from engine_dead_letters))::int as "deadLetters"`);
  return rows[0] as Record<
    'lakeRows' | 'lakeSources' | 'counted' | 'journalRows' | 'xp' | 'stars' | 'members' | 'deadLetters',
    number
  >;
}

async function wrongMembers({ pool }: Stack, oracle: Oracle): Promise<string[]> {
  const { rows } = await pool.query(
    'select id, xp, level, gold, stars from users join member_totals on user_id = id',
  );
  const wrong = rows.filter(({ id, xp, level, gold, stars }) => {
    const member = oracle.members.get(id);
    return member?.xp !== xp || member?.level !== level || member?.gold !== gold || member?.stars !== stars;
  });
  return wrong.length > 0 ? [`the figures of ${wrong.length} members differ`] : [];
}
