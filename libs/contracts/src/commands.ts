import { type Static, type TObject, type TProperties, Type } from '@sinclair/typebox';
import { Snowflake } from './snowflake.js';
import { COMMAND_ISSUERS, type CommandIssuer } from './subjects.js';

/** The newest form of a command that this build reads. */
export const COMMAND_VERSION = 1;

/** The actor of what nobody in particular asked for: timers and jobs. */
export const SYSTEM_ACTOR = '0';

const LARGEST = 2_147_483_647;
const RowId = Type.Integer({ minimum: 1, maximum: LARGEST });
const Delta = Type.Optional(Type.Integer({ minimum: -LARGEST, maximum: LARGEST }));
const Figure = Type.Integer({ minimum: 0, maximum: LARGEST });
const Time = Type.String({ maxLength: 35, description: 'ISO 8601, UTC, to the millisecond.' });
const Reason = (description: string) =>
  Type.String({ minLength: 1, maxLength: 500, pattern: '\\S', description });
const Wanted = Type.Optional(Type.Boolean());
const Change = Type.Integer({ minimum: -LARGEST, maximum: LARGEST });

/** What is put right about a member: moved figures, and what was reached with its pay. */
export const Correction = Type.Object({
  xp: Change,
  gold: Change,
  seasons: Type.Array(
    Type.Object({
      season: Type.Union([RowId, Type.Null()], { description: 'null is out of season.' }),
      stars: Change,
      voice_minutes: Change,
    }),
    {
      maxItems: 1000,
      description: 'What counts for a season; for a closed one it counts over all time only.',
    },
  ),
  levels: Type.Array(Type.Object({ level: RowId, gold: Figure }), {
    maxItems: 5000,
    description: 'Levels to reach, each with its gold; one that was reached before is passed over.',
  }),
  achievements: Type.Array(Type.Object({ template: RowId, xp: Figure, gold: Figure }), {
    maxItems: 1000,
    description: 'Achievements to have, each with what it pays; one that is there is passed over.',
  }),
});
export type Correction = Static<typeof Correction>;

/** Names a what-if and everything that came of it. */
export const RunId = Type.String({ pattern: '^[a-z0-9-]{1,32}$' });

const command = <T extends TProperties>(
  issuers: CommandIssuer | readonly CommandIssuer[],
  description: string,
  body: T,
) => ({
  issuers: [issuers].flat() as readonly CommandIssuer[],
  body: Type.Object(body, { description }),
});

/** Every command: who may send it, and what it says beside {@link CommandEnvelope}. */
export const COMMANDS = {
  award: command('admin', 'Gives XP or gold, or takes it away.', {
    member: Snowflake,
    xp: Delta,
    gold: Delta,
    reason: Reason('Why, for the journal and for the member.'),
  }),
  grant_achievement: command('admin', 'Gives an achievement, also one that was taken back.', {
    member: Snowflake,
    template: RowId,
  }),
  revoke_achievement: command('admin', 'Takes an achievement back, and as much of its rewards as is there.', {
    member: Snowflake,
    template: RowId,
  }),
  complete_quest: command('admin', 'Pays a claimed quest to its claimer.', { quest: RowId }),
  import_member: command('admin', 'Raises the XP of a member to an imported figure; never lowers it.', {
    member: Snowflake,
    xp: Figure,
    level: Type.Optional(
      Type.Integer({ minimum: 1, maximum: LARGEST, description: 'Keep this level: its first XP, not `xp`.' }),
    ),
  }),
  sweep_template: command(
    'admin',
    'Grants an achievement silently to those of a range who already qualify.',
    {
      template: RowId,
      from: Snowflake,
      to: Type.String({ ...Snowflake, description: 'The last member of the range, inclusive.' }),
    },
  ),
  close_season: command('admin', 'Freezes the figures of a season that has ended as its final standings.', {
    season: RowId,
  }),
  forget_before: command('admin', 'Drops what the anti-gaming rules remember of the time before.', {
    before: Time,
  }),
  correct: command(
    'admin',
    'Puts right, silently, what other rules would have brought. At most what is there is taken.',
    {
      member: Snowflake,
      run: RunId,
      ...Correction.properties,
      taken: Type.Array(RowId, {
        maxItems: 1000,
        description: 'Achievements that go again, and may be earned again.',
      }),
      since: Type.Optional(Time),
      until: Type.Optional(
        Type.String({ ...Time, description: 'The facts from `since` up to here were judged anew.' }),
      ),
      reason: Reason('Why, for the journal.'),
    },
  ),
  spend_gold: command('bot', 'The caller buys something.', { item: Type.Literal('coffee') }),
  link_github: command('bot', 'The caller names their GitHub account, or none.', {
    username: Type.Union([Type.String({ maxLength: 100 }), Type.Null()]),
  }),
  set_preference: command('bot', 'What the caller wants announced; what is left out stays.', {
    announce_level_up: Wanted,
    announce_achievements: Wanted,
    announce_awards: Wanted,
  }),
  claim_quest: command('bot', 'The caller takes an open quest.', { quest: RowId }),
  release_quest: command('bot', 'The caller gives a claimed quest back.', { quest: RowId }),
  erase_member: command(['bot', 'admin'], 'Removes a member and everything stored about them.', {
    member: Type.Optional(
      Type.String({
        ...Snowflake,
        description: 'Whom an admin erases. A bot erases its caller and nobody else.',
      }),
    ),
  }),
} as const satisfies Record<string, { issuers: readonly CommandIssuer[]; body: TObject }>;

export type CommandType = keyof typeof COMMANDS;
export type CommandBody<T extends CommandType> = Static<(typeof COMMANDS)[T]['body']>;

export const isCommandType = (type: string): type is CommandType => Object.hasOwn(COMMANDS, type);

const OptionalSnowflake = Type.Optional(Type.Union([Snowflake, Type.Null()]));

/** What every command has, whatever its type. */
export const CommandEnvelope = Type.Object({
  v: Type.Integer({ minimum: 1 }),
  id: Type.String({
    pattern: '^[A-Za-z0-9_-]{1,64}$',
    description:
      'Chosen by the caller, scoped by issuer and actor: the same id has one effect and one answer. It names no member: rows of others keep it when one is erased.',
  }),
  issuer: Type.Union(COMMAND_ISSUERS.map((issuer) => Type.Literal(issuer))),
  actor: Type.String({
    pattern: '^(0|[1-9][0-9]{0,18})$',
    description: 'Who asks: an admin or the caller; 0 is the system itself.',
  }),
  at: Type.String({ ...Time, description: 'The issuer’s time.' }),
  type: Type.String({ maxLength: 64 }),
  guild_id: OptionalSnowflake,
  channel_id: OptionalSnowflake,
});

/** A command on the wire: the whole body of one entry. */
export type CommandJson<T extends CommandType = CommandType> = {
  [K in T]: Omit<Static<typeof CommandEnvelope>, 'type' | 'issuer'> & {
    issuer: CommandIssuer;
    type: K;
  } & CommandBody<K>;
}[T];

/** A command in code: ids are BigInt, times are milliseconds since the Unix epoch; the body is as it travelled. */
export type Command<T extends CommandType = CommandType> = {
  [K in T]: {
    readonly id: string;
    readonly issuer: CommandIssuer;
    readonly actor: bigint;
    readonly at: number;
    readonly guildId: bigint | null;
    readonly channelId: bigint | null;
    readonly type: K;
    readonly body: CommandBody<K>;
  };
}[T];
