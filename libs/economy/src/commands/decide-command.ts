import { COMMANDS, type Command, type CommandType } from '@synapse/contracts';
import { concernsErased } from '../erasure.js';
import type { Rules } from '../rules.js';
import { award, importMember } from './awards.js';
import { type CommandDecision, refused } from './command-decision.js';
import type { CommandState } from './command-state.js';
import { correct } from './corrections.js';
import { eraseMember } from './erase-member.js';
import { forgetBefore } from './forgetting.js';
import { spendGold } from './gold.js';
import { grantAchievement, revokeAchievement } from './grants.js';
import { linkGithub, setPreference } from './profile.js';
import { claimQuest, completeQuest, releaseQuest } from './quests.js';
import { closeSeason } from './seasons.js';
import { sweepTemplate } from './sweep.js';

type Decide<T extends CommandType> = (
  rules: Rules,
  state: CommandState,
  command: Command<T>,
) => CommandDecision;

const DECIDE: { [T in CommandType]: Decide<T> } = {
  award,
  grant_achievement: grantAchievement,
  revoke_achievement: revokeAchievement,
  complete_quest: completeQuest,
  import_member: importMember,
  sweep_template: sweepTemplate,
  close_season: closeSeason,
  forget_before: forgetBefore,
  correct,
  spend_gold: spendGold,
  link_github: linkGithub,
  set_preference: setPreference,
  claim_quest: claimQuest,
  release_quest: releaseQuest,
  erase_member: eraseMember,
};

/**
 * What becomes of a command (rules of the economy, section 6). Pure: the same state and the same command give the same
 * decision. Whether its id was used before is the caller's to know.
 */
export function decideCommand(rules: Rules, state: CommandState, command: Command): CommandDecision {
  if (concernsErased(command, state.isErased)) return refused('erased');
  if (!isAllowed(command)) return refused('not_allowed');
  return (DECIDE[command.type] as Decide<CommandType>)(rules, state, command);
}

/** What a bot sends is for the caller: somebody has to be it. */
const isAllowed = ({ type, issuer, actor }: Command) =>
  COMMANDS[type].issuers.includes(issuer) && (issuer !== 'bot' || actor !== 0n);
