import { type Static, Type } from '@sinclair/typebox';
import { LAKE_EVENT_TYPES } from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';
import type { Transaction } from '../audit.js';
import { DEFAULT_LIMIT, DiscordId, Limit } from '../http/ids.js';
import { oneOfWords } from './text.js';

const Time = Type.String({
  pattern: '^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,3})?Z$',
  description: 'ISO 8601, UTC.',
});
const OptionalId = Type.Union([DiscordId, Type.Null()]);

export const LakeRow = Type.Object({
  id: DiscordId,
  guild_id: DiscordId,
  user_id: DiscordId,
  event_type: Type.String(),
  channel_id: OptionalId,
  target_id: OptionalId,
  payload: Type.Unknown({ description: 'Ids, numbers and flags; never text of a member.' }),
  source_id: Type.Union([Type.String(), Type.Null()]),
  at: Type.String(),
});

export const LakeQuery = Type.Object({
  user: Type.Optional(DiscordId),
  guild: Type.Optional(DiscordId),
  channel: Type.Optional(DiscordId),
  type: Type.Optional(oneOfWords(LAKE_EVENT_TYPES)),
  from: Type.Optional(Time),
  until: Type.Optional(Time),
  after: Type.Optional(
    Type.String({ pattern: '^[0-9]{13}-[1-9][0-9]{0,17}$', description: 'The `next` of the page before.' }),
  ),
  limit: Limit,
});

/** Rows of the event lake, newest first. */
export async function browseLake(tx: Transaction, query: Static<typeof LakeQuery>) {
  const take = Number(query.limit ?? DEFAULT_LIMIT);
  const rows = await tx.eventLake.findMany({
    where: { AND: [filters(query), behind(query.after)] },
    orderBy: [{ timestamp: 'desc' }, { id: 'desc' }],
    take: take + 1,
  });
  const items = rows.slice(0, take).map((row) => ({
    id: String(row.id),
    guild_id: String(row.guildId),
    user_id: String(row.userId),
    event_type: row.eventType,
    channel_id: textOf(row.channelId),
    target_id: textOf(row.targetId),
    payload: row.payload,
    source_id: row.sourceId,
    at: row.timestamp.toISOString(),
  }));
  const last = rows.length > take ? rows[take - 1] : undefined;
  return { items, next: last ? `${last.timestamp.getTime()}-${last.id}` : null };
}

const textOf = (id: bigint | null) => (id === null ? null : String(id));

const filters = ({ user, guild, channel, type, from, until }: Static<typeof LakeQuery>) => ({
  ...(user !== undefined && { userId: BigInt(user) }),
  ...(guild !== undefined && { guildId: BigInt(guild) }),
  ...(channel !== undefined && { channelId: BigInt(channel) }),
  ...(type !== undefined && { eventType: type }),
  timestamp: {
    ...(from !== undefined && { gte: timeOf('from', from) }),
    ...(until !== undefined && { lt: timeOf('until', until) }),
  },
});

function timeOf(name: string, text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime()))
    throw new HttpProblem(400, `querystring/${name} is a day that no calendar has.`);
  return time;
}

/** Facts have times to the millisecond. */
function behind(after: string | undefined) {
  const [, time, id] = /^(\d+)-(\d+)$/.exec(after ?? '') ?? [];
  if (time === undefined || id === undefined) return {};
  const timestamp = new Date(Number(time));
  return { OR: [{ timestamp: { lt: timestamp } }, { timestamp, id: { lt: BigInt(id) } }] };
}

export const CounterQuery = Type.Object({
  user: DiscordId,
  type: Type.Optional(oneOfWords(LAKE_EVENT_TYPES)),
  period: Type.Optional(Type.String({ pattern: '^(lifetime|season|day:20[0-9]{2}-[0-9]{2}-[0-9]{2})$' })),
});

export const Counter = Type.Object({
  event_type: Type.String(),
  category_id: Type.String({ description: '0 is all categories together.' }),
  period: Type.String(),
  count: Type.String(),
});

/** What was counted of a member, days included. */
export async function listCounters(tx: Transaction, { user, type, period }: Static<typeof CounterQuery>) {
  const rows = await tx.eventCounter.findMany({
    where: {
      userId: BigInt(user),
      ...(type !== undefined && { eventType: type }),
      ...(period !== undefined && { period }),
    },
    orderBy: [{ period: 'desc' }, { eventType: 'asc' }, { categoryId: 'asc' }],
    take: 5_000,
  });
  return {
    items: rows.map(({ eventType, categoryId, period: when, count }) => ({
      event_type: eventType,
      category_id: String(categoryId),
      period: when,
      count: String(count),
    })),
  };
}
