import type { Counter } from '@synapse/contracts';
import { bigints, ints, texts, times } from '../binary-array.js';
import type { Connection } from '../pool.js';
import { countersOf } from './counters-of.js';

/** A member's figures as the tables hold them: `users` and `member_totals` together. */
export interface MemberRow extends Readonly<Record<Counter, number>> {
  readonly id: bigint;
  readonly name: string;
  readonly avatar: string | null;
  readonly xp: number;
  readonly level: number;
  readonly gold: number;
  readonly stars: number;
  /** Ids of achievement templates. */
  readonly earned: ReadonlySet<number>;
  readonly revoked: ReadonlySet<number>;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** One index lookup a member, whatever the planner believes; see `journaled`. */
const LOAD = `
  select found.* from unnest($1::bigint[]) as wanted(id)
  cross join lateral (
    select u.id, u.discord_name, u.discord_avatar_hash, u.xp, u.level, u.gold, u.created_at, u.updated_at,
           t.stars, t.messages_sent, t.reactions_given, t.reactions_received, t.threads_created, t.voice_minutes,
           array(select achievement_id from user_achievements a where a.user_id = u.id) as earned,
           array(select achievement_id from revoked_achievements r where r.user_id = u.id) as revoked
    from users u join member_totals t on t.user_id = u.id
    where u.id = wanted.id
    limit 1
  ) as found`;

/** Those of the given members that exist. */
export async function loadMembers(
  connection: Pick<Connection, 'query'>,
  ids: readonly bigint[],
): Promise<MemberRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await connection.query({ name: 'load members', text: LOAD, values: [bigints(ids)] });
  return rows.map((row) => ({
    id: row.id,
    name: row.discord_name,
    avatar: row.discord_avatar_hash,
    xp: row.xp,
    level: row.level,
    gold: row.gold,
    stars: row.stars,
    earned: new Set<number>(row.earned),
    revoked: new Set<number>(row.revoked),
    messages_sent: row.messages_sent,
    reactions_given: row.reactions_given,
    reactions_received: row.reactions_received,
    threads_created: row.threads_created,
    voice_minutes: row.voice_minutes,
    createdAt: row.created_at.getTime(),
    updatedAt: row.updated_at.getTime(),
  }));
}

/** The members whose ids lie in a range, both ends included. */
export async function memberIdsBetween(connection: Connection, from: bigint, to: bigint): Promise<bigint[]> {
  const { rows } = await connection.query('select id from users where id between $1 and $2', [from, to]);
  return rows.map(({ id }) => id);
}

/** The last of the next `most` members behind `after`; `null` when fewer are left. */
export async function lastOfNext(
  connection: Pick<Connection, 'query'>,
  after: bigint,
  most: number,
): Promise<bigint | null> {
  const { rows } = await connection.query(
    'select id from users where id > $1 order by id offset $2 limit 1',
    [after, most - 1],
  );
  return rows[0]?.id ?? null;
}

export async function countMembers(connection: Pick<Connection, 'query'>): Promise<number> {
  const { rows } = await connection.query('select count(*)::float8 as members from users');
  return rows[0].members;
}

const SAVE_USERS = `
  insert into users (id, discord_name, discord_avatar_hash, xp, level, gold, created_at, updated_at)
  select id, name, avatar, xp, level, gold, created_at, updated_at
  from unnest($1::bigint[], $2::text[], $3::text[], $4::int[], $5::int[], $6::int[], $7::timestamptz[], $8::timestamptz[])
    as member(id, name, avatar, xp, level, gold, created_at, updated_at)
  order by id
  on conflict (id) do update set
    discord_name = excluded.discord_name, discord_avatar_hash = excluded.discord_avatar_hash, xp = excluded.xp,
    level = excluded.level, gold = excluded.gold, updated_at = excluded.updated_at`;

const SAVE_TOTALS = `
  insert into member_totals (user_id, stars, messages_sent, reactions_given, reactions_received, threads_created, voice_minutes)
  select id, stars, messages_sent, reactions_given, reactions_received, threads_created, voice_minutes
  from unnest($1::bigint[], $2::int[], $3::int[], $4::int[], $5::int[], $6::int[], $7::int[])
    as member(id, stars, messages_sent, reactions_given, reactions_received, threads_created, voice_minutes)
  order by id
  on conflict (user_id) do update set
    stars = excluded.stars, messages_sent = excluded.messages_sent, reactions_given = excluded.reactions_given,
    reactions_received = excluded.reactions_received, threads_created = excluded.threads_created,
    voice_minutes = excluded.voice_minutes`;

/** Writes the members as they are now; only the owner may, for it knows every change since they were loaded. */
export function saveMembers(connection: Connection, members: readonly MemberRow[]): Promise<unknown> {
  if (members.length === 0) return Promise.resolve();
  const ids = bigints(members.map(({ id }) => id));
  const users = [
    ids,
    texts(members.map(({ name }) => name)),
    texts(members.map(({ avatar }) => avatar)),
    ints(members.map(({ xp }) => xp)),
    ints(members.map(({ level }) => level)),
    ints(members.map(({ gold }) => gold)),
    times(members.map(({ createdAt }) => createdAt)),
    times(members.map(({ updatedAt }) => updatedAt)),
  ];
  const totals = [ids, ints(members.map(({ stars }) => stars)), ...countersOf(members)];
  return Promise.all([
    connection.query({ name: 'save users', text: SAVE_USERS, values: users }),
    connection.query({ name: 'save totals', text: SAVE_TOTALS, values: totals }),
  ]);
}
