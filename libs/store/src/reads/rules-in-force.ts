import type { RuleSetSeason, SettingValues } from '@synapse/contracts';
import type { Connection, Pool } from '../pool.js';

/** What readers need of the rule set that the engine judges by. */
export interface RulesInForce {
  readonly version: number;
  readonly settings: SettingValues;
  readonly seasons: readonly RuleSetSeason[];
}

const BEFORE_THE_FIRST: RulesInForce = { version: 0, settings: {}, seasons: [] };

/** The rule set that the engine judges by now; without any settings before the first one, so that defaults hold. */
export async function readRulesInForce(
  db: Pick<Pool, 'query'> | Connection,
  community: string,
): Promise<RulesInForce> {
  const { rows } = await db.query<RulesInForce>({
    name: 'rules-in-force',
    text: `
      select r.version, coalesce(r.body -> 'settings', '{}') as settings, coalesce(r.body -> 'seasons', '[]') as seasons
      from engine_positions p
      join rule_sets r on r.community = p.community and r.version = p.rule_set_version
      where p.community = $1`,
    values: [community],
  });
  return rows[0] ?? BEFORE_THE_FIRST;
}
