import { type Static, Type } from '@sinclair/typebox';
import type { JobInput } from '../jobs.js';
import { WhatIfReport } from '../what-if-report.js';
import { Count, DiscordId, nullable, OptionalText, oneOfWords, RowId } from './fields.js';

/** What of the log a service could not read or apply. */
export const DeadLetterDocument = Type.Object({
  id: Type.String({ pattern: '^[A-Za-z0-9_-]{1,300}$', description: 'As the list gives it.' }),
  owner: oneOfWords(['lake-writer', 'reward-engine']),
  sequence: Type.String({ description: 'The entry of the log.' }),
  fact_index: Type.Integer({ description: 'The fact’s place in its entry; -1 is the whole entry.' }),
  subject: Type.String(),
  reason: Type.String(),
  detail: Type.String(),
  logged_at: Type.String(),
  decision: nullable(oneOfWords(['redriven', 'discarded'])),
  decided_by: nullable(DiscordId),
});
export type DeadLetterDocument = Static<typeof DeadLetterDocument>;

export const InspectedLetter = Type.Object({
  ...DeadLetterDocument.properties,
  text: Type.String({ description: 'The bytes as text; what is none is replaced.' }),
  base64: Type.String(),
});
export type InspectedLetter = Static<typeof InspectedLetter>;

const Snapshot = nullable(Type.Record(Type.String(), Type.Unknown()));

/** One change of the audit trail. */
export const AuditRow = Type.Object({
  id: RowId,
  actor_id: Type.String({ description: '0 is the system itself.' }),
  action: Type.String(),
  target_table: Type.String(),
  target_id: Type.String(),
  before: Snapshot,
  after: Snapshot,
  ip_address: OptionalText,
  reason: OptionalText,
  at: Type.String(),
});
export type AuditRow = Static<typeof AuditRow>;

/** How large the lake is, and how far its readers are. */
export const LakeHealth = Type.Object({
  rows: Type.Number({ description: 'As the database estimates them.' }),
  bytes: Type.Object({ lake: Type.Number(), counters: Type.Number() }),
  oldest: OptionalText,
  newest: OptionalText,
  last_day: Type.Record(Type.String(), Count, { description: 'Each counted up to 1,000,000.' }),
  positions: Type.Object({ lake_writer: nullable(Count), reward_engine: nullable(Count) }),
  log: Type.Object({ first: Count, last: Count }),
  dead_letters: Type.Object({ lake_writer: Count, reward_engine: Count }),
  estimate: Type.Object({
    retention_days: Count,
    rows_per_day: Type.Number(),
    bytes: Type.Number({
      description: 'Of the lake when it holds as many days as it may, at the pace of the last.',
    }),
  }),
});
export type LakeHealth = Static<typeof LakeHealth>;

/** A change that can be asked for, so that forms can be made of it. */
export const ChangeDescription = Type.Object({
  name: Type.String({ description: 'As the bot asks for it.' }),
  method: oneOfWords(['POST', 'PUT', 'PATCH', 'DELETE']),
  path: Type.String({ description: 'Below `/v1/admin`; `:name` is a variable.' }),
  summary: Type.String(),
  versioned: Type.Boolean({ description: 'Whether it must name the version it changes, by `If-Match`.' }),
  body: nullable(Type.Unknown(), 'What its body may be, as JSON Schema.'),
  upload: nullable(
    Type.Object({
      content_type: Type.String(),
      description: Type.String(),
      query: Type.Unknown({ description: 'What stands in the query, as JSON Schema.' }),
    }),
    'With this the body is a file.',
  ),
});
export type ChangeDescription = Static<typeof ChangeDescription>;

/** A job as admins see it, wherever its parts stand. */
export const RunDocument = Type.Object({
  id: RowId,
  state: oneOfWords(
    ['waiting', 'running', 'done', 'failed', 'stopped'],
    'waiting: its owner has not taken it yet.',
  ),
  done: Type.Integer({ minimum: 0, description: 'How much of `total` is behind it.' }),
  total: nullable(Count, 'null = not known.'),
  problem: OptionalText,
  asked_by: Type.String({ description: '0 is the system itself.' }),
  asked_at: Type.String(),
  ended_at: OptionalText,
});
export type RunDocument = Static<typeof RunDocument>;
/** A job with what came of it, once it is done. */
export type RunOf<R> = RunDocument & { report: R | null };

/** Whether a what-if was made true, and how far that is. */
export const WhatIfApplication = Type.Object({
  state: oneOfWords(['applying', 'applied', 'undoing', 'undone', 'failed']),
  done: Type.Integer({ minimum: 0, description: 'Corrections that are settled.' }),
  total: nullable(Count),
  problem: OptionalText,
});
export type WhatIfApplication = Static<typeof WhatIfApplication>;

/** A report without the single members: these are in the report itself. */
export const WhatIfSummary = Type.Omit(WhatIfReport, ['members', 'changes']);
export type WhatIfSummary = Static<typeof WhatIfSummary>;

/** A what-if as admins see it. */
export type WhatIfDocument = RunOf<WhatIfSummary> & {
  input: JobInput<'what_if'>;
  application: WhatIfApplication | null;
};
