import { openPool } from '@synapse/store';
import { VoidFigureError } from './check-tables.js';
import type { Effects } from './effects.js';
import { openLeanWriters } from './lean-writer.js';
import type { Measured } from './pair.js';
import { openPrismaWriter } from './prisma-writer.js';
import type { Stack } from './stack.js';
import { rateOf } from './timed.js';

/** Writers that take one fact a transaction, as most would do it. */
export interface OneByOne {
  /** Writes the effects in their order, and checks that all of it is there. */
  lean(effects: readonly Effects[]): Promise<Measured>;
  prisma(effects: readonly Effects[]): Promise<Measured>;
  close(): Promise<void>;
}

const LEAN_CONNECTIONS = 6;
const PRISMA_AT_ONCE = 10;

export async function openOneByOne(stack: Stack): Promise<OneByOne> {
  const [leanUrl, prismaUrl] = [await stack.freshDatabase('lean'), await stack.freshDatabase('prisma')];
  const lean = await openLeanWriters(leanUrl, LEAN_CONNECTIONS);
  const prisma = openPrismaWriter(prismaUrl, PRISMA_AT_ONCE);
  const measure = async (url: string, effects: readonly Effects[], write: typeof lean.write) => {
    await emptied(url);
    const pids = { PostgreSQL: stack.pids.PostgreSQL, writer: process.pid };
    const measured = await rateOf(effects.length, pids, () => write(effects));
    await check(url, effects);
    return measured;
  };
  return {
    lean: (effects) => measure(leanUrl, effects, lean.write),
    prisma: (effects) => measure(prismaUrl, effects, prisma.write),
    async close() {
      await lean.close();
      await prisma.close();
    },
  };
}

async function ask(url: string, sql: string): Promise<Record<string, number>> {
  const pool = openPool({ url, applicationName: 'bench', max: 1, statementTimeoutMs: 60_000 });
  try {
    return (await pool.query(sql)).rows[0];
  } finally {
    await pool.end();
  }
}

const emptied = (url: string) =>
  ask(url, 'truncate event_lake, event_lake_sources, event_counters, activity_log, users cascade');

async function check(url: string, effects: readonly Effects[]): Promise<void> {
  const found = await ask(
    url,
    `select (select count(*) from event_lake)::int as lake,
            (select count(*) from event_lake_sources s join event_lake l on l.id = s.lake_id)::int as known,
            (select sum(count) from event_counters where category_id = 0 and period = 'lifetime')::int as counted,
            (select count(*) from activity_log)::int as journal,
            (select sum(xp_delta) from activity_log)::int as xp,
            (select sum(xp_delta + star_delta) from activity_log)::int
              - (select sum(xp + stars) from users join member_totals on user_id = id)::int as difference`,
  );
  const rows = effects.flatMap((effect) => effect.rows);
  const expected = {
    lake: effects.length,
    known: effects.length,
    counted: effects.length,
    journal: rows.length,
    xp: rows.reduce((sum, { xpDelta }) => sum + xpDelta, 0),
  };
  const wrong = Object.entries({ ...expected, difference: 0 }).filter(([key, value]) => found[key] !== value);
  if (wrong.length > 0)
    throw new VoidFigureError(
      `A writer of single facts is wrong: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}.`,
    );
}
