import { setTimeout as delay } from 'node:timers/promises';
import { type RetentionReport, type RuleSet, type SettingValues, settingValue } from '@synapse/contracts';
import {
  countOldRows,
  type DoJob,
  dropOldestPartition,
  guildsOfLake,
  type JobTools,
  noLaterThanNow,
  removeOldDays,
  removeOldRows,
  transactionOf,
} from '@synapse/store';

const KEY = 'event_lake_retention_days';
const DAY_MS = 86_400_000;
const ROWS_A_STEP = 5_000;
const COUNTERS_A_STEP = 10_000;

type Db = Parameters<JobTools['note']>[0];

/** What was settled at the beginning, and what has gone since. */
interface Place extends RetentionReport {
  /** The end of what is kept: the job's own time. */
  at: string;
  total: number;
  after: string;
}

/**
 * Takes from the lake what is older than its guild's retention: whole partitions where nobody needs a row of them any more,
 * then rows in small transactions, on a connection beside the writer's, resting as long as each took. Counters of days that
 * nobody keeps go, too; what is counted over all time stays.
 */
export const retention =
  (rulesNow: () => Promise<RuleSet>): DoJob =>
  async (job, { db, note, signal }) => {
    const place: Place =
      (job.place as Place | null) ?? (await settle(db, job.askedAt, (await rulesNow()).settings));
    const progress = () => ({ done: place.rows, total: Math.max(place.total, place.rows), place });
    const step = async (work: (connection: Db) => Promise<boolean>) => {
      signal.throwIfAborted();
      const before = performance.now();
      const more = await transactionOf(db, async (connection) => {
        const isMore = await work(connection);
        await note(connection, progress());
        return isMore;
      });
      await delay(performance.now() - before, undefined, { signal });
      return more;
    };
    await step(async () => false);
    while (await step((connection) => dropPartition(connection, place))) {}
    for (const guild of await guildsOfLake(db)) {
      while (await step((connection) => removeRows(connection, place, guild))) {}
    }
    while (await step((connection) => removeDays(connection, place))) {}
    const { at: _, total: __, after: ___, ...report } = place;
    return report;
  };

async function settle(db: JobTools['db'], askedAt: Date, settings: SettingValues): Promise<Place> {
  const at = await noLaterThanNow(db, askedAt);
  const own = Object.keys(settings).filter((name) => name.startsWith(`${KEY}:`));
  const days = {
    '*': settingValue(settings, KEY),
    ...Object.fromEntries(own.map((name) => [name.slice(KEY.length + 1), settings[name] as number])),
  };
  const cutoffs = (await guildsOfLake(db)).map((guild) => [guild, cutoffOf({ at, days }, guild)] as const);
  return {
    at: at.toISOString(),
    days,
    kept_since: before(at, Math.min(...Object.values(days))).toISOString(),
    partitions: [],
    rows: 0,
    counters: 0,
    total: await countOldRows(db, new Map(cutoffs)),
    after: '0',
  };
}

const before = (at: Date, days: number) => new Date(at.getTime() - days * DAY_MS);

const cutoffOf = (
  { at, days }: { at: Date; days: Readonly<Record<string, number>> },
  guild: bigint,
): number => before(at, days[String(guild)] ?? (days['*'] as number)).getTime();

/** What is older than this no guild keeps. */
const longest = ({ at, days }: Place): Date => before(new Date(at), Math.max(...Object.values(days)));

async function dropPartition(connection: Db, place: Place): Promise<boolean> {
  const dropped = await dropOldestPartition(connection, longest(place));
  if (!dropped) return false;
  place.partitions.push(dropped.name);
  place.rows += dropped.rows;
  return true;
}

async function removeRows(connection: Db, place: Place, guild: bigint): Promise<boolean> {
  const cutoff = new Date(cutoffOf({ at: new Date(place.at), days: place.days }, guild));
  const rows = await removeOldRows(connection, guild, cutoff, ROWS_A_STEP);
  place.rows += rows;
  return rows === ROWS_A_STEP;
}

async function removeDays(connection: Db, place: Place): Promise<boolean> {
  const firstDay = `day:${longest(place).toISOString().slice(0, 10)}`;
  const { counters, last } = await removeOldDays(connection, BigInt(place.after), firstDay, COUNTERS_A_STEP);
  place.counters += counters;
  if (last !== null) place.after = String(last);
  return last !== null;
}
