import { ACHIEVEMENTS } from './achievements.js';
import { CATEGORIES } from './categories.js';
import type { Look, ResourceRow } from './look.js';
import { QUESTS } from './quests.js';
import { SEASONS } from './seasons.js';

/** The kinds of rows whose pages differ in nothing but their look. */
export const RESOURCES = [
  CATEGORIES,
  ACHIEVEMENTS,
  SEASONS,
  QUESTS,
] as unknown as readonly Look<ResourceRow>[];
