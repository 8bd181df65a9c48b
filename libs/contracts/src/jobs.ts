import { type Static, type TObject, type TProperties, Type } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { FutureVersionError } from './frame.js';
import { RuleChanges } from './rule-changes.js';
import { isMoment } from './snowflake.js';
import { isStorable } from './storable.js';
import { WhatIfReport } from './what-if-report.js';

/** The newest form of a job request that this build reads. */
export const JOB_REQUEST_VERSION = 1;

/** The services that do jobs: each on tables of its own. */
export const JOB_SERVICES = ['lake-writer', 'reward-engine'] as const;
export type JobService = (typeof JOB_SERVICES)[number];

const Time = Type.String({ maxLength: 35, description: 'ISO 8601, UTC, to the millisecond.' });
const Count = Type.Integer({ minimum: 0 });
const exact = { additionalProperties: false };

const job = <I extends TProperties, R extends TObject>(
  service: JobService,
  description: string,
  { input, report }: { input: I; report: R },
) => ({ service, description, input: Type.Object(input, exact), report });

const RetentionReport = Type.Object({
  days: Type.Record(Type.String(), Type.Integer(), {
    description: 'How many days each guild keeps; `*` is every other one.',
  }),
  kept_since: Type.String({ ...Time, description: 'From here on nothing was taken from anybody.' }),
  partitions: Type.Array(Type.String(), { description: 'Dropped as a whole.' }),
  rows: Type.Integer({ ...Count, description: 'Rows of the lake that went, those of partitions included.' }),
  counters: Type.Integer({ ...Count, description: 'Counters of single days that went.' }),
});
export type RetentionReport = Static<typeof RetentionReport>;

const ReconciliationReport = Type.Object({
  kept_since: Type.Union([Time, Type.Null()], {
    description: 'Counters of days before were only raised: retention took from the lake what they counted.',
  }),
  members: Count,
  counters: Type.Integer({ ...Count, description: 'That there should be, by what lies in the lake.' }),
  mended: Type.Integer({ ...Count, description: 'Raised, lowered or made.' }),
  removed: Type.Integer({ ...Count, description: 'Of days of which the lake holds nothing.' }),
});
export type ReconciliationReport = Static<typeof ReconciliationReport>;

const RebuildReport = Type.Object({
  members: Count,
  tables: Type.Array(
    Type.Object({
      table: Type.String(),
      rows: Type.Integer({ ...Count, description: 'That there should be, by the journal.' }),
      differing: Count,
      missing: Count,
      superfluous: Count,
      examples: Type.Array(Type.String()),
    }),
  ),
  repaired: Type.Boolean(),
});
export type RebuildReport = Static<typeof RebuildReport>;

/** What services do beside the log, when admin asks for it: each is done by the owner of its tables. */
export const JOBS = {
  retention: job('lake-writer', 'Takes from the event lake what it may keep no longer.', {
    input: {},
    report: RetentionReport,
  }),
  reconciliation: job('lake-writer', 'Holds the counters against what lies in the lake, and mends them.', {
    input: {},
    report: ReconciliationReport,
  }),
  rebuild: job('reward-engine', 'Holds members against their journal.', {
    input: { repair: Type.Boolean({ description: 'Whether to mend what differs, too.' }) },
    report: RebuildReport,
  }),
  what_if: job('reward-engine', 'Finds out who would have gained and lost what under other rules.', {
    input: {
      changes: RuleChanges,
      since: Type.String({ ...Time, description: 'Of the facts that are judged anew, the first.' }),
      until: Type.Optional(Type.String({ ...Time, description: 'Exclusive; up to now unless given.' })),
    },
    report: WhatIfReport,
  }),
} as const;
export type JobKind = keyof typeof JOBS;
export type JobInput<K extends JobKind> = Static<(typeof JOBS)[K]['input']>;

export const isJobKind = (kind: string): kind is JobKind => Object.hasOwn(JOBS, kind);

/** How far a job is with its owner. */
export const JOB_STATES = ['running', 'done', 'failed', 'stopped'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** A job that admin asks for; the subject names which. The same again has one effect. */
export const JobRequest = Type.Object({
  v: Type.Literal(JOB_REQUEST_VERSION),
  id: Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'Chosen by admin, ever growing.' }),
  asked_at: Time,
  input: Type.Record(Type.String(), Type.Unknown()),
  stop: Type.Optional(Type.Boolean({ description: 'To be begun no more, or ended where it is.' })),
});
export type JobRequest = Static<typeof JobRequest>;

/** What the owner says: it has the job in its tables, or will not do it. */
export const JobAnswer = Type.Object({
  state: Type.Optional(Type.Union(JOB_STATES.map((state) => Type.Literal(state)))),
  refused: Type.Optional(Type.String({ description: 'Why it cannot be done, for people.' })),
});
export type JobAnswer = { state: JobState } | { refused: string };

const request = TypeCompiler.Compile(JobRequest);

/**
 * Says what is wrong with a request for a job; `null` when it is one.
 * @throws FutureVersionError when a later version wrote it
 */
export function jobRequestComplaint(kind: string, value: unknown): string | null {
  const { v } = (value ?? {}) as Partial<JobRequest>;
  if (Number.isSafeInteger(v) && (v as number) > JOB_REQUEST_VERSION) {
    throw new FutureVersionError('A request for a job', v, JOB_REQUEST_VERSION);
  }
  if (!isJobKind(kind)) return `There is no job "${kind.slice(0, 40)}".`;
  const error = request.Errors(value).First();
  if (error) return `${error.path.slice(1) || 'The request'}: ${error.message}.`;
  const { asked_at, input } = value as JobRequest;
  if (!isMoment(Date.parse(asked_at))) return 'asked_at: no time.';
  const wrong = inputs[kind].Errors(input).First();
  if (wrong) return `input${wrong.path}: ${wrong.message}.`;
  return isStorable(input)
    ? null
    : 'input: it holds a NUL character, half a surrogate pair, or too deep a nesting.';
}

const inputs = Object.fromEntries(
  Object.entries(JOBS).map(([kind, { input }]) => [kind, TypeCompiler.Compile(input as TObject)]),
) as Record<JobKind, ReturnType<typeof TypeCompiler.Compile<TObject>>>;
