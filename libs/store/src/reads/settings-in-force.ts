import type { SettingValues } from '@synapse/contracts';
import type { Pool } from '../pool.js';

/** The settings of the rule set that the engine judges by now; none before the first one, so that defaults hold. */
export async function readSettingsInForce(
  db: Pick<Pool, 'query'>,
  community: string,
): Promise<SettingValues> {
  const { rows } = await db.query<{ settings: SettingValues | null }>({
    name: 'settings-in-force',
    text: `
      select r.body -> 'settings' as settings
      from engine_positions p
      join rule_sets r on r.community = p.community and r.version = p.rule_set_version
      where p.community = $1`,
    values: [community],
  });
  return rows[0]?.settings ?? {};
}
