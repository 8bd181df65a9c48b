import { COMMANDS, type Command, type CommandBody, type CommandType, type RuleSet } from '@synapse/contracts';
import {
  type CommandDecision,
  type CommandState,
  createOverlay,
  decideCommand,
  EMPTY_STATE,
  type Member,
  newMember,
  type Payment,
  paymentKey,
  type QuestProgress,
  type Rules,
  type SeasonStat,
} from '../src/index.js';

export const AT = Date.UTC(2026, 0, 2, 3, 4, 5);

let sent = 0;

/** A command from whom it may come from: admin 99, or member 1 by the bot. */
export function command<T extends CommandType>(
  type: T,
  body: CommandBody<T>,
  change: Partial<Omit<Command, 'type' | 'body'>> = {},
): Command {
  sent += 1;
  const issuer = change.issuer ?? COMMANDS[type].issuers[0];
  return {
    id: `c-${sent}`,
    issuer,
    actor: issuer === 'admin' ? 99n : 1n,
    at: AT,
    guildId: null,
    channelId: null,
    type,
    body,
    ...change,
  } as Command;
}

export const member = (change: Partial<Member> & { id: bigint }): Member => ({
  ...newMember(change.id, AT),
  ...change,
});

/** What is there before: members by figures, quests by progress, and whatever else of the state. */
export const given = (members: readonly Member[] = [], change: Partial<CommandState> = {}): CommandState => ({
  ...EMPTY_STATE,
  quests: new Map(),
  payments: new Map(),
  leaders: new Map(),
  isErased: () => false,
  members: new Map(members.map((each) => [each.id, each])),
  ...change,
});

/** The state after a decision. */
export function after(state: CommandState, { rows, effects }: CommandDecision, at = AT): CommandState {
  const overlay = createOverlay(state, at);
  const payments = new Map<string, Payment>(state.payments);
  for (const row of rows) {
    overlay.add(row);
    const { template, gold_delta: gold = 0 } = row.reasons;
    if (template !== undefined) payments.set(paymentKey(row.userId, template), { xp: row.xpDelta, gold });
  }
  const quests = new Map<number, QuestProgress>(state.quests);
  for (const effect of effects) if (effect.kind === 'quest') quests.set(effect.quest, effect);
  return {
    ...state,
    members: new Map([...state.members, ...overlay.members]),
    stats: new Map<string, SeasonStat>([...state.stats, ...overlay.stats]),
    quests,
    payments,
  };
}

/** Decides on commands, each after what came before it. */
export function story(rules: Rules, state: CommandState, commands: readonly Command[]) {
  const decisions: CommandDecision[] = [];
  let current = state;
  for (const each of commands) {
    const decision = decideCommand(rules, current, each);
    decisions.push(decision);
    current = after(current, decision);
  }
  return { decisions, state: current };
}

/** A template that nobody meets by themselves, with some things changed. */
export const template = (id: number, change: Partial<RuleSet['templates'][number]> = {}) => ({
  id,
  guild_id: '10',
  name: `Template ${id}`,
  category: 'social',
  requirement_type: 'custom' as const,
  requirement_scope: 'lifetime' as const,
  requirement_field: null,
  requirement_value: null,
  xp_reward: 10,
  gold_reward: 5,
  rarity: 'common' as const,
  announce_channel_id: null,
  active: true,
  ...change,
});

/** A season of guild 10 that ends `after` milliseconds from now. */
export const season = (after: number) => ({
  id: 1,
  guild_id: '10',
  name: 'One',
  active: true,
  starts_at: new Date(AT - 1000).toISOString(),
  ends_at: new Date(AT + after).toISOString(),
});

export const quest = { id: 7, guild_id: '10', title: 'Write', xp_reward: 130, gold_reward: 20, active: true };

export const earnedBy = (id: bigint, ...templates: number[]) => ({ id, earned: new Set(templates) });

/** What matters of the rows of a decision: type, member, XP and gold. */
export const short = ({ rows }: CommandDecision) =>
  rows.map(({ interaction, userId, xpDelta, reasons }) => [
    interaction,
    userId,
    xpDelta,
    reasons.gold_delta ?? 0,
  ]);

export const reason = ({ outcome }: CommandDecision) => outcome.reason;
