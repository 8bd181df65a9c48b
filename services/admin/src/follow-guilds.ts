import { errorSummary, isOperatorError, type Logger } from '@synapse/runtime';
import { followStructures } from './bootstrap/set-up.js';
import type { Admin } from './changes/admin.js';
import { changeBySystem, publishRuleSets } from './rule-sets.js';

type Following = Pick<Admin, 'prisma' | 'bus' | 'community' | 'readGuilds'> & { log: Pick<Logger, 'warn'> };

/**
 * Lets categories follow what happens to channels on Discord, once the community is set up; called again and again. What an
 * admin renamed, mapped or took out stays.
 */
export function createGuildFollower({ prisma, bus, community, readGuilds, log }: Following) {
  let followed = 0n;
  return async (now: Date): Promise<void> => {
    if ((await prisma.ruleSet.count({ where: { community } })) === 0) return;
    try {
      await readGuilds();
    } catch (error) {
      if (!isOperatorError(error)) throw error;
      log.warn({ err: error }, `channels cannot be followed: ${errorSummary(error)}`);
      return;
    }
    const { _max: newest } = await prisma.guildStructure.aggregate({ _max: { sequence: true } });
    if (newest.sequence === null || newest.sequence === followed) return;
    await changeBySystem(prisma, { community, now }, (tx) => followStructures(tx, 'leave'));
    await publishRuleSets(prisma, bus, community);
    followed = newest.sequence;
  };
}
