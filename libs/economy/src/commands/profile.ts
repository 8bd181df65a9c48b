import type { Command } from '@synapse/contracts';
import type { Rules } from '../rules.js';
import { applied, type CommandDecision, refused } from './command-decision.js';
import type { CommandState } from './command-state.js';

/** 1 to 39 letters, digits and single hyphens, none at an end. */
const GITHUB_NAME = /^[a-zA-Z0-9](?:[a-zA-Z0-9]|-(?=[a-zA-Z0-9])){0,38}$/;

/** The caller's GitHub account; null removes it. */
export function linkGithub(
  _rules: Rules,
  _state: CommandState,
  { actor, body: { username } }: Command<'link_github'>,
): CommandDecision {
  if (username !== null && !GITHUB_NAME.test(username)) return refused('bad_github_name');
  return applied({ username }, { effects: [{ kind: 'github', userId: actor, username }] });
}

/** What the caller wants announced. */
export function setPreference(
  _rules: Rules,
  _state: CommandState,
  { actor, body: wanted }: Command<'set_preference'>,
): CommandDecision {
  if (Object.keys(wanted).length === 0) return refused('nothing_to_do');
  return applied({ ...wanted }, { effects: [{ kind: 'preferences', userId: actor, wanted }] });
}
