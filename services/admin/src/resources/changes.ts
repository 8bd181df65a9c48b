import type { AnyChange } from '../changes/change.js';
import { allRunChanges } from './all-runs.js';
import { apiKeyChanges } from './api-keys.js';
import { categoryChanges } from './category-changes.js';
import { deadLetterChanges } from './dead-letter-decisions.js';
import { historyChanges } from './history-imports.js';
import { importChanges } from './import-changes.js';
import { memberChanges } from './member-changes.js';
import { questChanges } from './quests.js';
import { seasonChanges } from './seasons.js';
import { setUpChanges } from './set-up.js';
import { settingChanges } from './setting-changes.js';
import { templateChanges } from './template-changes.js';

/** Everything of a community that can be changed, through whatever door. */
export const changesOf = (community: string): readonly AnyChange[] => [
  ...setUpChanges,
  ...categoryChanges,
  ...templateChanges,
  ...seasonChanges,
  ...questChanges,
  ...settingChanges,
  ...memberChanges,
  ...importChanges,
  ...historyChanges,
  ...deadLetterChanges(community),
  ...allRunChanges(community),
  ...apiKeyChanges,
];
