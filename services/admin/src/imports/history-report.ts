import { type Static, Type } from '@sinclair/typebox';

const Count = Type.Integer({ minimum: 0 });
const OptionalText = Type.Union([Type.String(), Type.Null()]);

/** What an export holds, and what applying it puts into the log. */
export const HistoryReport = Type.Object({
  guild_id: Type.String(),
  channel_id: Type.String(),
  messages: Type.Integer({ minimum: 0, description: 'In the file.' }),
  facts: Type.Integer({ minimum: 0, description: 'That go into the log: messages of members.' }),
  known: Type.Integer({
    minimum: 0,
    description: 'Of these the engine has judged already: they have no second effect.',
  }),
  laid: Type.Integer({
    minimum: 0,
    description: 'Of these go into the lake, too: they are young enough, and not there yet.',
  }),
  members: Type.Integer({ minimum: 0, description: 'Who wrote them.' }),
  from: OptionalText,
  until: OptionalText,
  skipped: Type.Object({ bot: Count, system: Count }),
  bad: Count,
  bad_rows: Type.Array(
    Type.Object({
      line: Type.Integer({ minimum: 1, description: 'The message’s place in the file.' }),
      reason: Type.String(),
    }),
    { description: 'The first 10,000.' },
  ),
});
export type HistoryReport = Static<typeof HistoryReport>;
