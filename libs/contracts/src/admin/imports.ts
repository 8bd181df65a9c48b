import { type Static, Type } from '@sinclair/typebox';
import { Count, DiscordId, nullable, OptionalText, oneOfWords, RowId } from './fields.js';

/** Who writes the files that members are imported from. */
export const IMPORT_FORMATS = ['csv', 'mee6', 'polaris', 'amari'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

const BadRows = (description: string) =>
  Type.Array(Type.Object({ line: Count, reason: Type.String() }), { description });

/** How the file of an import is told from others. */
const File = {
  file_name: nullable(Type.String(), 'As whoever sent it calls it.'),
  bytes: nullable(Count),
  digest: Type.String({ description: 'SHA-256 of the file, in hex.' }),
};

/** Bad rows of each import in a list. */
export const BAD_ROWS_IN_LISTS = 10;

/** A file of members with XP and level, and what became of it. */
export const MemberImport = Type.Object({
  id: RowId,
  format: oneOfWords(IMPORT_FORMATS),
  keep: oneOfWords(['xp', 'level']),
  state: oneOfWords(['read', 'applying', 'applied', 'undoing', 'undone', 'discarded']),
  ...File,
  created_by: DiscordId,
  created_at: Type.String(),
  members: Count,
  settled: Type.Integer({ minimum: 0, description: 'Whom the engine has answered for.' }),
  raised: Count,
  unchanged: Count,
  refused: Count,
  undone: Count,
  xp: Type.Integer({ description: 'What all of them gained together, with the rewards of achievements.' }),
  gold: Count,
  achievements: Count,
  bad: Type.Integer({ minimum: 0, description: 'Rows of the file that cannot be used.' }),
  bad_rows: BadRows(`The first 10,000 of them; in lists ${BAD_ROWS_IN_LISTS}.`),
});
export type MemberImport = Static<typeof MemberImport>;

/** Rows that a preview lists; its figures are those of all. */
export const PREVIEWED_ROWS = 10_000;

/** What applying a file of members would do. */
export const ImportPreview = Type.Object({
  members: Count,
  raised: Count,
  unchanged: Count,
  xp: Type.Integer({ description: 'What all of them gain together, with the rewards of achievements.' }),
  gold: Count,
  achievements: Count,
  rows: Type.Array(
    Type.Object({
      line: Count,
      member: DiscordId,
      name: nullable(Type.String(), 'null: nobody whom we know yet.'),
      xp_before: Count,
      xp_after: Count,
      level_before: Count,
      level_after: Count,
      gold_before: Count,
      gold_after: Count,
      achievements: Type.Array(RowId, { description: 'That come with it.' }),
    }),
    { description: `Up to ${PREVIEWED_ROWS} whose XP rises.` },
  ),
});
export type ImportPreview = Static<typeof ImportPreview>;

/** What an export of a channel's past holds, and what applying it puts into the log. */
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
  too_old: Type.Integer({
    minimum: 0,
    description: 'Of these lie before what the lake keeps: they are judged, and journaled alone.',
  }),
  members: Type.Integer({ minimum: 0, description: 'Who wrote them.' }),
  from: OptionalText,
  until: OptionalText,
  skipped: Type.Object({ bot: Count, system: Count }),
  bad: Count,
  bad_rows: BadRows(
    `The first 10,000, in lists ${BAD_ROWS_IN_LISTS}; \`line\` is the message’s place in the file.`,
  ),
});
export type HistoryReport = Static<typeof HistoryReport>;

/** A file of a channel's past, and what became of it. */
export const HistoryImport = Type.Object({
  id: RowId,
  state: oneOfWords(['read', 'applying', 'applied', 'discarded']),
  guild_id: DiscordId,
  ...File,
  done: Type.Integer({ minimum: 0, description: 'Frames that are in the log.' }),
  total: Count,
  report: HistoryReport,
  created_by: DiscordId,
  created_at: Type.String(),
});
export type HistoryImport = Static<typeof HistoryImport>;
