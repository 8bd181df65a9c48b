import type { CommandIssuer, Outcome } from '@synapse/contracts';
import type { Connection } from '../pool.js';

export interface CommandName {
  readonly issuer: CommandIssuer;
  readonly actor: bigint;
  readonly id: string;
}

/** What became of a command: a row of `command_outcomes`. */
export interface OutcomeRow extends CommandName {
  readonly bodyHash: string;
  readonly outcome: Outcome;
  /** Milliseconds since the Unix epoch: the issuer's time. */
  readonly settledAt: number;
  /** The entry that settled it. */
  readonly sequence: number;
}

/** One index lookup a command, whatever the planner believes; see `journaled`. */
const LOAD = `
  select found.* from unnest($1::text[], $2::bigint[], $3::text[]) as wanted(issuer, actor_id, command_id)
  cross join lateral (
    select * from command_outcomes o
    where o.issuer = wanted.issuer and o.actor_id = wanted.actor_id and o.command_id = wanted.command_id
    limit 1
  ) as found`;

/** The outcomes of those of the given commands that were settled before. */
export async function loadOutcomes(
  connection: Connection,
  commands: readonly CommandName[],
): Promise<OutcomeRow[]> {
  if (commands.length === 0) return [];
  const values = [
    commands.map(({ issuer }) => issuer),
    commands.map(({ actor }) => actor),
    commands.map(({ id }) => id),
  ];
  const { rows } = await connection.query({ name: 'load outcomes', text: LOAD, values });
  return rows.map((row) => ({
    issuer: row.issuer,
    actor: row.actor_id,
    id: row.command_id,
    bodyHash: row.body_hash,
    outcome: row.outcome,
    settledAt: row.settled_at.getTime(),
    sequence: Number(row.sequence),
  }));
}

const SAVE = `
  insert into command_outcomes (issuer, actor_id, command_id, body_hash, outcome, settled_at, sequence)
  select issuer, actor_id, command_id, body_hash, outcome, settled_at, sequence
  from json_to_recordset($1::json) as settled(
    issuer text, actor_id bigint, command_id text, body_hash text, outcome jsonb, settled_at timestamptz, sequence bigint)`;

/** Adds outcomes. @throws a unique violation when one is there already: what decided on it was wrong */
export function saveOutcomes(connection: Connection, outcomes: readonly OutcomeRow[]): Promise<unknown> {
  if (outcomes.length === 0) return Promise.resolve();
  const json = outcomes.map(({ issuer, actor, id, bodyHash, outcome, settledAt, sequence }) => ({
    issuer,
    actor_id: String(actor),
    command_id: id,
    body_hash: bodyHash,
    outcome,
    settled_at: new Date(settledAt).toISOString(),
    sequence,
  }));
  return connection.query({ name: 'save outcomes', text: SAVE, values: [JSON.stringify(json)] });
}
