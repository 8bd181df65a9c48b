import { createHash } from 'node:crypto';
import { type Static, Type } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { Correction, RunId } from './commands.js';
import { FutureVersionError } from './frame.js';
import { RuleChanges } from './rule-changes.js';
import { Snowflake } from './snowflake.js';

/** The newest form of a report that this build reads. */
export const WHAT_IF_REPORT_VERSION = 1;

const Time = Type.String({ maxLength: 35 });
const Count = Type.Integer({ minimum: 0 });
const Ids = Type.Array(Type.Integer());

const Figures = Type.Object({
  xp: Type.Integer(),
  gold: Type.Integer(),
  level: Type.Integer(),
  stars: Type.Integer(),
});

const Difference = Type.Object({
  member: Snowflake,
  before: Figures,
  after: Figures,
  correction: Type.Object(Correction.properties, { description: 'What an apply sends.' }),
  kept: Type.Object(
    { levels: Ids, achievements: Ids },
    { description: 'What the changed rules would not have brought. It stays, with what it paid.' },
  ),
  clamped: Type.Boolean({ description: 'More would have gone than is there.' }),
});
export type WhatIfDifference = Static<typeof Difference>;

const Rank = Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
  description: 'null is beyond the top 100.',
});

/** Who would have gained and lost what under changed rules. */
export const WhatIfReport = Type.Object({
  v: Type.Integer({ minimum: 1 }),
  run: RunId,
  community: Type.String(),
  made_at: Time,
  position: Type.Object(
    {
      stream_created: Type.String(),
      sequence: Count,
      next_journal_id: Type.String({ pattern: '^[0-9]+$' }),
    },
    { description: 'How far in the log the report is true.' },
  ),
  rule_set: Type.Integer({ minimum: 0, description: 'The version in force there.' }),
  since: Time,
  until: Type.String({ ...Time, description: 'Exclusive; no later than the newest fact.' }),
  changes: RuleChanges,
  facts: Type.Object({
    judged: Type.Integer({ ...Count, description: 'Facts of the span that were judged anew.' }),
    missing: Type.Integer({ ...Count, description: 'The lake lacks them: they count as recorded.' }),
    unexplained: Type.Integer({
      ...Count,
      description:
        'The lake lacks what came before them, so that even the old rules would judge otherwise now: they count as recorded.',
    }),
  }),
  totals: Type.Object({
    gain: Type.Integer({ ...Count, description: 'Members who would have more XP.' }),
    lose: Type.Integer({ ...Count, description: 'Members who would have less XP.' }),
    xp: Type.Integer(),
    gold: Type.Integer(),
    stars: Type.Integer(),
    levels: Type.Integer(),
    achievements: Type.Integer(),
  }),
  members: Type.Array(Difference),
  top: Type.Array(Type.Object({ member: Snowflake, before: Rank, after: Rank }), {
    description: 'Who would change places in the top 100 by XP, enter it or leave it.',
  }),
});
export type WhatIfReport = Static<typeof WhatIfReport>;

const schema = TypeCompiler.Compile(WhatIfReport);

type Content = Omit<WhatIfReport, 'v' | 'run' | 'made_at'>;

/** What a report says gives it its name: the same report has the same one, however often it is made. */
export const nameOfRun = (content: Content): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16);

/**
 * @throws TypeError naming the first field that is wrong, or that it was changed after it was made
 * @throws FutureVersionError when it is of a later version
 */
export function checkWhatIfReport(value: unknown): WhatIfReport {
  const { v } = (value ?? {}) as Partial<WhatIfReport>;
  if (Number.isSafeInteger(v) && (v as number) > WHAT_IF_REPORT_VERSION) {
    throw new FutureVersionError('The report', v, WHAT_IF_REPORT_VERSION);
  }
  if (!schema.Check(value)) {
    const error = schema.Errors(value).First();
    throw new TypeError(`Not a what-if report: ${error?.path || 'the document'}: ${error?.message}.`);
  }
  const { v: _, run, made_at: __, ...content } = value;
  if (nameOfRun(content) === run) return value;
  throw new TypeError('The report was changed after it was made: its name no longer fits what it says.');
}
