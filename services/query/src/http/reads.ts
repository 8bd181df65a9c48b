import type { SettingValues } from '@synapse/contracts';
import type { CommunityTotals, Pool } from '@synapse/store';

/** What the reads are answered from. */
export interface Reads {
  community: string;
  db: Pick<Pool, 'query'>;
  /** The settings in force, some seconds old at most. */
  settings: () => Promise<SettingValues>;
  /** The community's figures together, some seconds old at most. */
  totals: () => Promise<CommunityTotals>;
}
