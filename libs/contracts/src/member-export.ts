import { type Static, type TObject, type TSchema, Type } from '@sinclair/typebox';
import { oneOf } from './one-of.js';
import { Outcome } from './outcomes.js';
import { Snowflake } from './snowflake.js';
import { COMMAND_ISSUERS } from './subjects.js';
import { COUNTERS, INTERACTION_TYPES, LAKE_EVENT_TYPES, QUEST_STATUSES } from './vocabulary.js';

/** The form of an export that this build writes. */
export const MEMBER_EXPORT_VERSION = 1;

const Time = Type.String({ description: 'ISO 8601, UTC.' });
const RowNumber = Type.String({ description: 'A row’s number, as a decimal string.' });
const Figure = Type.Integer({ minimum: 0 });
const Counters = Object.fromEntries(COUNTERS.map((counter) => [counter, Figure]));
const orNull = <T extends TSchema>(schema: T, description = '') =>
  Type.Union([schema, Type.Null()], description ? { description } : {});
const list = <T extends TObject>(item: T, description: string) => Type.Array(item, { description });

/** Everything stored about a member. Sections with nothing in them are empty, or absent where they are one object. */
export const MemberExport = Type.Object({
  v: Type.Integer({ minimum: 1 }),
  id: Snowflake,
  member: Type.Optional(
    Type.Object({
      name: Type.String(),
      avatar: orNull(Type.String(), 'Avatar hash.'),
      github_username: orNull(Type.String()),
      xp: Figure,
      level: Type.Integer({ minimum: 1 }),
      gold: Figure,
      created_at: Time,
      updated_at: Time,
    }),
  ),
  totals: Type.Optional(
    Type.Object({ stars: Figure, ...Counters }, { description: 'Over all time, in or out of season.' }),
  ),
  preferences: Type.Optional(
    Type.Object({
      announce_level_up: Type.Boolean(),
      announce_achievements: Type.Boolean(),
      announce_awards: Type.Boolean(),
      updated_at: Time,
    }),
  ),
  departure: Type.Optional(
    Type.Object(
      { left_at: Time, returned_at: orNull(Time) },
      { description: 'When they last left, and when they were seen again.' },
    ),
  ),
  seasons: list(
    Type.Object({
      season_id: Type.Integer(),
      name: Type.String(),
      season_stars: Figure,
      lifetime_stars: Figure,
      ...Counters,
    }),
    'Figures of each season with an event in it.',
  ),
  achievements: list(
    Type.Object({
      template_id: Type.Integer(),
      name: Type.String(),
      earned_at: Time,
      granted_by: orNull(Snowflake, 'The admin who granted it.'),
    }),
    'By the time they were earned.',
  ),
  revoked_achievements: list(
    Type.Object({ template_id: Type.Integer(), name: Type.String() }),
    'Those that an admin took back.',
  ),
  claims: list(
    Type.Object({
      quest_id: Type.Integer(),
      title: Type.String(),
      status: oneOf(QUEST_STATUSES),
      claimed_at: Time,
    }),
    'Quests that the member works on or completed.',
  ),
  journal: list(
    Type.Object({
      id: RowNumber,
      at: Time,
      interaction: oneOf(INTERACTION_TYPES),
      explanation: Type.String({ description: 'Why it says what it says, in words.' }),
      xp: Type.Integer(),
      stars: Type.Integer(),
      season_id: orNull(Type.Integer()),
      category_id: orNull(Type.Integer()),
      category: orNull(Type.String()),
      source_system: Type.String(),
      source_event_id: orNull(Type.String()),
      metadata: Type.Object({}, { description: 'The reasons that the explanation puts into words.' }),
    }),
    'One for each thing judged, by time.',
  ),
  windows: list(
    Type.Object({ key: Type.String(), state: Type.Unknown(), last_at: Time }),
    'What the anti-gaming rules remember.',
  ),
  commands: list(
    Type.Object({ issuer: oneOf(COMMAND_ISSUERS), id: Type.String(), at: Time, outcome: Outcome }),
    'What the member asked for.',
  ),
  lake: list(
    Type.Object({
      id: RowNumber,
      at: Time,
      type: oneOf(LAKE_EVENT_TYPES),
      guild_id: Snowflake,
      channel_id: orNull(Snowflake),
      target_id: orNull(Snowflake),
      source_id: orNull(Type.String()),
      payload: Type.Object({}, { description: 'See the payloads of facts.' }),
    }),
    'What the member did, judged by nobody, by time.',
  ),
  counters: list(
    Type.Object({
      type: oneOf(LAKE_EVENT_TYPES),
      category_id: Type.Integer({ description: '0 is all categories together.' }),
      period: Type.String({ description: '`lifetime`, `season` or `day:YYYY-MM-DD`.' }),
      count: Type.Integer(),
    }),
    'Sums over the lake.',
  ),
});
export type MemberExport = Static<typeof MemberExport>;

/** The sections of an export, in their order. */
export type ExportSection = Exclude<keyof MemberExport, 'v' | 'id'>;
