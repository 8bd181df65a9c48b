import {
  DISCORD_EPOCH_MS,
  defaultRuleSet,
  type Fact,
  type LakeEventType,
  type Payload,
  type RuleSet,
} from '@synapse/contracts';
import {
  createOverlay,
  decide,
  EMPTY_STATE,
  isForgotten,
  type JournalRow,
  type Member,
  moved,
  openRules,
  type Rules,
  type SeasonStat,
  type Window,
} from '../src/index.js';

/** Rules with some things changed; everything else is the default. */
export const rulesWith = (change: Partial<RuleSet> = {}): Rules =>
  openRules({ ...defaultRuleSet('main'), ...change });

const AT = Date.UTC(2026, 0, 2, 3, 4, 5);

/** The id of something that Discord made at a time (milliseconds since the Unix epoch). */
export const madeAt = (time: number, n = 0): string =>
  String((BigInt(time - DISCORD_EPOCH_MS) << 22n) + BigInt(n));

export function fact<T extends LakeEventType>(
  type: T,
  payload: Payload<T>,
  change: Partial<Omit<Fact<T>, 'type' | 'payload'>> = {},
): Fact {
  return {
    id: 'fact:1',
    type,
    guildId: 10n,
    userId: 1n,
    channelId: 100n,
    targetId: null,
    at: AT,
    receivedAt: AT,
    actor: null,
    payload,
    ...change,
  } as Fact;
}

export const message = (
  payload: Partial<Payload<'message_create'>> = {},
  change: Parameters<typeof fact<'message_create'>>[2] = {},
) =>
  fact(
    'message_create',
    {
      length: 20,
      word_count: 4,
      has_code_block: false,
      has_link: false,
      has_attachment: false,
      attachment_count: 0,
      emoji_count: 0,
      is_reply: false,
      reply_to_user_id: null,
      parent_channel_id: null,
      ...payload,
    },
    { id: 'msg:1', ...change },
  );

export const reaction = (change: Parameters<typeof fact<'reaction_add'>>[2] = {}) =>
  fact(
    'reaction_add',
    { emoji_name: '👍', message_id: madeAt(AT - 3_600_000), parent_channel_id: null },
    { id: 'rxn_add:s:1', targetId: 2n, ...change },
  );

export const thread = () =>
  fact('thread_create', { name_length: 5, thread_id: '8', parent_channel_id: '100' }, { id: 'thread:8' });

export const voiceTick = () =>
  fact(
    'voice_tick',
    { tick_minutes: 10, member_count: 2, self_mute: false, self_deaf: false },
    { id: 'voice_tick:10:1:5' },
  );

/** What a fact brings when nobody did anything before. */
export const judged = (
  rules: Rules,
  given: Fact,
  members: ReadonlyMap<bigint, Member> = new Map(),
): readonly JournalRow[] => decide(rules, { ...EMPTY_STATE, members }, given).rows;

/** Judges fact after fact, each after what came before it. */
export function createStory(rules: Rules) {
  const members = new Map<bigint, Member>();
  const stats = new Map<string, SeasonStat>();
  const windows = new Map<string, Window>();
  const closedSeasons = new Set<number>();
  let horizon = 0;
  return {
    members,
    stats,
    windows,
    closedSeasons,
    forgetBefore(time: number): void {
      horizon = time;
      for (const [key, window] of windows) if (isForgotten(key, window, time)) windows.delete(key);
    },
    judge(next: Fact, isHistory = false): readonly JournalRow[] {
      const state = { members, stats, windows, closedSeasons, horizon };
      const { rows, moves } = decide(rules, state, next, isHistory);
      const overlay = createOverlay(state, next.at);
      for (const row of rows) overlay.add(row);
      for (const [id, member] of overlay.members) members.set(id, member);
      for (const [key, stat] of overlay.stats) stats.set(key, stat);
      for (const move of moves) windows.set(move.key, moved(windows.get(move.key), move));
      return rows;
    },
  };
}
