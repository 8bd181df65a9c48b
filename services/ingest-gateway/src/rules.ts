import { decodeRuleSet, encodeRuleSet, type RuleSet, type SettingValues } from '@synapse/contracts';
import { errorSummary, type Logger } from '@synapse/runtime';
import type { Spool } from './spool/spool.js';

/** The settings in force, as far as the gateway has heard. */
export interface Rules {
  settings(): SettingValues;
  /** Of the rule set in force; 0 before the first one. */
  version(): number;
  /** Takes a rule set over when it is newer, and keeps it in the spool. */
  take(ruleSet: RuleSet): void;
}

/** The last rule set seen is in force from the start, also without the broker or when its entry aged out of the log. */
export async function createRules(
  spool: Spool,
  community: string,
  log: Pick<Logger, 'info' | 'warn'>,
): Promise<Rules> {
  let inForce = readable(await spool.ruleSet(community), log);
  return {
    settings: () => inForce?.settings ?? {},
    version: () => inForce?.version ?? 0,
    take(ruleSet) {
      if (inForce && ruleSet.version <= inForce.version) return;
      inForce = ruleSet;
      spool.append({ ruleSet: { community, body: encodeRuleSet(ruleSet) } });
      log.info({ version: ruleSet.version }, 'a new rule set is in force');
    },
  };
}

function readable(body: Uint8Array | null, log: Pick<Logger, 'warn'>): RuleSet | null {
  try {
    return body && decodeRuleSet(body);
  } catch (error) {
    log.warn({ err: error }, `the rule set in the spool cannot be read: ${errorSummary(error)}`);
    return null;
  }
}
