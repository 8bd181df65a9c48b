import type { Command, RuleSetQuest } from '@synapse/contracts';
import { totalsOf } from '../reward-events.js';
import type { Rules } from '../rules.js';
import { applied, type CommandDecision, type Effect, refused } from './command-decision.js';
import { causeOf, commandRow, follow, memberIn, unfit } from './command-row.js';
import type { CommandState } from './command-state.js';

/** The caller takes an open quest; one claimer at a time. */
export function claimQuest(
  rules: Rules,
  state: CommandState,
  command: Command<'claim_quest'>,
): CommandDecision {
  const { quest } = command.body;
  const progress = state.quests.get(quest);
  const known = rules.quest(quest);
  if (!known || !progress) return refused('unknown_quest');
  if (!known.active || progress.status !== 'open') return refused('wrong_state', 'quest');
  return moved({ kind: 'quest', quest, status: 'claimed', claimer: command.actor, userId: command.actor });
}

/** The claimer gives the quest back. */
export function releaseQuest(
  rules: Rules,
  state: CommandState,
  command: Command<'release_quest'>,
): CommandDecision {
  const { quest } = command.body;
  const progress = state.quests.get(quest);
  if (!rules.quest(quest) || !progress) return refused('unknown_quest');
  if (progress.status !== 'claimed') return refused('wrong_state', 'quest');
  if (progress.claimer !== command.actor) return refused('not_claimer');
  return moved({ kind: 'quest', quest, status: 'open', claimer: null, userId: command.actor });
}

/** Pays the claimer. */
export function completeQuest(
  rules: Rules,
  state: CommandState,
  command: Command<'complete_quest'>,
): CommandDecision {
  const quest = rules.quest(command.body.quest);
  const progress = state.quests.get(command.body.quest);
  if (!quest || !progress) return refused('unknown_quest');
  if (progress.status !== 'claimed' || progress.claimer === null) return refused('wrong_state', 'quest');
  const stars = rules.setting('stars_base_quest', BigInt(quest.guild_id));
  const { xp_reward: xp, gold_reward: gold } = quest;
  const member = memberIn(state, progress.claimer, command.at);
  const wrong = unfit(member, { xp, gold, stars });
  if (wrong) return refused('out_of_range', wrong);
  const row = questRow(rules, state, command, quest, member.id, stars);
  const { rows, after } = follow(rules, state, row);
  const effect: Effect = {
    kind: 'quest',
    quest: quest.id,
    status: 'complete',
    claimer: member.id,
    userId: member.id,
  };
  return applied({ xp, gold, stars, totals: totalsOf(after) }, { rows, effects: [effect] });
}

const questRow = (
  rules: Rules,
  state: CommandState,
  command: Command,
  { id, guild_id, xp_reward: xp, gold_reward: gold }: RuleSetQuest,
  userId: bigint,
  stars: number,
) =>
  commandRow(causeOf(rules, state, { ...command, guildId: BigInt(guild_id) }, userId), {
    interaction: 'QUEST_COMPLETE',
    xp,
    stars,
    gold,
    reasons: { quest: id, xp: [['base', xp]], stars: [['base', stars]] },
  });

const moved = (effect: Extract<Effect, { kind: 'quest' }>): CommandDecision =>
  applied({ quest: effect.quest, status: effect.status }, { effects: [effect] });
