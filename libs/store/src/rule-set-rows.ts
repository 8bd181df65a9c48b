import { defaultRuleSet, type RuleSet, readRuleSet } from '@synapse/contracts';
import type { Connection } from './pool.js';

/**
 * A version of a community's rules; version 0 is the registry's defaults.
 * @throws Error when the version is not in `rule_sets`: what an entry refers to was never deleted, so the database is wrong
 */
export async function loadRuleSet(
  connection: Connection,
  community: string,
  version: number,
): Promise<RuleSet> {
  if (version === 0) return defaultRuleSet(community);
  const { rows } = await connection.query(
    'select body from rule_sets where community = $1 and version = $2',
    [community, version],
  );
  if (rows.length > 0) return readRuleSet(rows[0].body);
  throw new Error(
    `rule_sets has no version ${version} of ${community}, which the position names: was the database restored?`,
  );
}
