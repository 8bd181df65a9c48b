import { COMMAND_ISSUERS } from '@synapse/contracts';
import type { Connection } from '../pool.js';
import { unhurried } from '../unhurried.js';

/** A reaction to a message of a member: by whom, and on which UTC day, in milliseconds since the Unix epoch. */
export interface ReactionDay {
  readonly reactor: bigint;
  readonly at: number;
}

const REACTIONS = `
  select distinct given.user_id as reactor, date_trunc('day', received.timestamp) as day
  from activity_log received
  cross join lateral (
    select user_id from activity_log
    where source_system = 'discord' and source_event_id = (received.metadata->>'fact') || ':given'
      and source_event_id is not null
    limit 1
  ) as given
  where received.user_id = $1 and received.event_type = 'REACTION_RECEIVED'`;

/** Who reacted to a member on which days, as the journal tells. */
export async function loadReactionDays(connection: Connection, userId: bigint): Promise<ReactionDay[]> {
  const { rows } = await unhurried(connection, REACTIONS, [userId]);
  return rows.map(({ reactor, day }) => ({ reactor, at: day.getTime() }));
}

/** Drops the windows under the given keys, and those whose keys begin with a prefix; each prefix ends with a colon. */
export async function dropWindows(
  connection: Connection,
  { prefixes, keys }: { prefixes: readonly string[]; keys: readonly string[] },
): Promise<void> {
  for (const prefix of prefixes) {
    const end = `${prefix.slice(0, -1)};`;
    await unhurried(connection, 'delete from reward_windows where key >= $1 and key < $2', [prefix, end]);
  }
  await unhurried(connection, 'delete from reward_windows where key = any($1)', [keys]);
}

const OUTCOMES = `delete from command_outcomes where issuer in ('${COMMAND_ISSUERS.join("', '")}') and actor_id = $1`;

const GRANTED = 'update user_achievements set granted_by = null where granted_by = $1';

const GRANTS_JOURNALED = `
  update activity_log set metadata = metadata - 'granted_by'
  where metadata ?| '{granted_by,reason}'::text[] and metadata->>'granted_by' = $1`;

/** An admin's words may mention a member, as Discord writes it. */
const REASONS = `
  update activity_log
  set metadata = jsonb_set(metadata, '{reason}', to_jsonb(regexp_replace(metadata->>'reason', $1, 'erased', 'g')))
  where metadata ?| '{granted_by,reason}'::text[] and metadata->>'reason' ~ $1`;

const withoutMember = (list: string) => `(
  select coalesce(jsonb_agg(one order by place), '[]')
  from jsonb_array_elements(report->'${list}') with ordinality as each (one, place) where one->>'member' !~ $1)`;

/** A report of a what-if names members one by one, that of a rebuild in its examples. */
const REPORTS = `
  update engine_jobs set report = case kind
    when 'what_if' then report || jsonb_build_object('members', ${withoutMember('members')}, 'top', ${withoutMember('top')})
    else report || jsonb_build_object('tables', (
      select coalesce(jsonb_agg(one || '{"examples": []}'), '[]') from jsonb_array_elements(report->'tables') one))
    end
  where report::text ~ $1`;

/** Removes a member's rows, and the id from rows of others, which keep their amounts. */
export async function eraseRows(connection: Connection, userId: bigint): Promise<void> {
  const statements: [string, unknown][] = [
    [GRANTED, userId],
    [GRANTS_JOURNALED, String(userId)],
    [REASONS, `(?<![0-9])${userId}(?![0-9])`],
    [REPORTS, `(?<![0-9])${userId}(?![0-9])`],
    [OUTCOMES, userId],
    // By an index of its own; the rest goes with the member.
    ['delete from activity_log where user_id = $1', userId],
    ['delete from users where id = $1', userId],
  ];
  for (const [text, value] of statements) await unhurried(connection, text, [value]);
}
