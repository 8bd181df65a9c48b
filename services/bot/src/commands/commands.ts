import { achievements } from './achievements.js';
import { adminCommands } from './admin/admin-commands.js';
import { buyCoffee } from './buy-coffee.js';
import type { BotButton, BotCommand } from './command.js';
import { journal } from './journal.js';
import { leaderboard, showBoard } from './leaderboard.js';
import { linkGithub } from './link-github.js';
import { preferences } from './preferences.js';
import { eraseCaller, keepCaller, privacy } from './privacy.js';
import { profile } from './profile.js';
import { quests } from './quests.js';
import { why } from './why.js';

const all: readonly BotCommand[] = [
  profile,
  leaderboard,
  achievements,
  why,
  journal,
  quests,
  buyCoffee,
  preferences,
  linkGithub,
  privacy,
  ...adminCommands,
];

/** Every slash command, by its name. */
export const COMMANDS: ReadonlyMap<string, BotCommand> = new Map(
  all.map((command) => [command.definition.name, command]),
);

/** What buttons do, by what their ids begin with. */
export const BUTTONS: ReadonlyMap<string, BotButton> = new Map([
  ['board', showBoard],
  ['erase', eraseCaller],
  ['keep', keepCaller],
]);
