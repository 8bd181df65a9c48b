import { type Command, commandSource, type RewardEvent } from '@synapse/contracts';
import type { Member } from '../member.js';
import { aboutMember } from '../reward-events.js';
import type { Rules } from '../rules.js';
import type { CommandDecision, Effect } from './command-decision.js';

/**
 * What subscribers are told of a command after what its rows tell.
 * @param memberOf members after the command
 */
export function commandEvents(
  rules: Rules,
  command: Command,
  { effects, outcome, silent }: CommandDecision,
  memberOf: (id: bigint) => Member,
): RewardEvent[] {
  const base = baseFields(rules, command, silent);
  const told = effects
    .map((effect) => about(rules, base, effect, memberOf))
    .filter((event) => event !== null);
  return [
    ...told,
    {
      kind: 'command_settled',
      ...base,
      id: `${base.cause}:settled`,
      issuer: command.issuer,
      actor: String(command.actor),
      command_id: command.id,
      command: command.type,
      outcome,
    },
  ];
}

type Base = ReturnType<typeof baseFields>;

const baseFields = ({ version }: Rules, command: Command, silent: boolean) => ({
  cause: commandSource(command),
  at: new Date(command.at).toISOString(),
  rule_set: version,
  silent,
  guild_id: command.guildId === null ? null : String(command.guildId),
  channel_id: command.channelId === null ? null : String(command.channelId),
});

function about(
  rules: Rules,
  base: Base,
  effect: Effect,
  memberOf: (id: bigint) => Member,
): RewardEvent | null {
  if (effect.kind === 'season_closed') {
    const { season, name, standings } = effect;
    const id = `${base.cause}:season`;
    return { kind: 'season_closed', ...base, id, season_id: season, name, standings };
  }
  if (effect.kind === 'erased') {
    return { kind: 'member_erased', ...base, id: `${base.cause}:erased`, member_id: String(effect.userId) };
  }
  if (effect.kind !== 'quest') return null;
  const quest = rules.quest(effect.quest);
  return {
    kind: 'quest_changed',
    ...base,
    id: `${base.cause}:quest:${effect.quest}`,
    ...aboutMember(memberOf(effect.userId)),
    quest_id: effect.quest,
    title: quest?.title ?? String(effect.quest),
    status: effect.status,
  };
}
