import type { BotCommand } from '../command.js';
import { createAchievement, grantAchievement, revokeAchievement } from './achievement-commands.js';
import { award } from './award.js';
import { multiplier } from './multiplier.js';
import { quest } from './quest.js';
import { season } from './season.js';
import { settings } from './settings.js';

/** What admins do from Discord: requests to `admin`, which checks and audits them as those over HTTP. */
export const adminCommands: readonly BotCommand[] = [
  award,
  grantAchievement,
  revokeAchievement,
  createAchievement,
  season,
  quest,
  settings,
  multiplier,
];
