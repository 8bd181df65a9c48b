import type { Counter } from '@synapse/contracts';
import { audit, type Transaction } from '../audit.js';

type Rarity = 'common' | 'uncommon' | 'rare' | 'epic';
type Requirement = Counter | 'stars' | 'xp';
type Starter = [
  name: string,
  description: string,
  requirement: Requirement,
  value: number,
  rarity: Rarity,
  xp: number,
  gold: number,
];

/** Rules of the economy, section 5. */
const STARTER_PACK: readonly Starter[] = [
  ['Hello World', 'Send your first message.', 'messages_sent', 1, 'common', 10, 5],
  ['Chatterbox', 'Send 100 messages.', 'messages_sent', 100, 'uncommon', 50, 0],
  ['Thousand Words', 'Send 1,000 messages.', 'messages_sent', 1000, 'rare', 200, 0],
  ['Cheerleader', 'Give 200 reactions.', 'reactions_given', 200, 'uncommon', 50, 0],
  ['Popular', 'Receive 500 reactions.', 'reactions_received', 500, 'rare', 100, 0],
  ['Night Owl', 'Spend 10 hours in voice.', 'voice_minutes', 600, 'uncommon', 75, 0],
  ['First Star', 'Earn 5 stars.', 'stars', 5, 'common', 10, 0],
  ['Rising Star', 'Earn 100 stars.', 'stars', 100, 'common', 25, 0],
  ['Constellation', 'Earn 1,000 stars.', 'stars', 1000, 'rare', 100, 0],
  ['Galaxy', 'Earn 10,000 stars.', 'stars', 10_000, 'epic', 250, 0],
  ['Getting Started', 'Reach 25 XP.', 'xp', 25, 'common', 0, 5],
  ['First Steps', 'Reach 100 XP.', 'xp', 100, 'common', 0, 0],
  ['Committed', 'Reach 5,000 XP.', 'xp', 5000, 'rare', 0, 0],
  ['Veteran', 'Reach 50,000 XP.', 'xp', 50_000, 'epic', 500, 0],
];

/** Installs those starter achievements that the community never had; one that an admin changed or ended stays so. */
export async function installStarterPack(tx: Transaction, guildIds: readonly bigint[]): Promise<void> {
  const [home] = guildIds;
  if (home === undefined) return;
  const there = await tx.achievementTemplate.findMany({
    where: { guildId: { in: [...guildIds] } },
    select: { name: true },
  });
  const names = new Set(there.map(({ name }) => name));
  for (const starter of STARTER_PACK) {
    const [name, description, requirement, value, rarity, xpReward, goldReward] = starter;
    if (names.has(name)) continue;
    const data = {
      guildId: home,
      name,
      description,
      ...requirementOf(requirement),
      requirementValue: value,
      rarity,
      xpReward,
      goldReward,
    };
    const { id } = await tx.achievementTemplate.create({ data });
    const { guildId: _, ...after } = data;
    await audit(tx, { action: 'CREATE', table: 'achievement_templates', id, after, reason: 'Starter pack.' });
  }
}

const requirementOf = (requirement: Requirement) => {
  const requirementScope = 'lifetime';
  if (requirement === 'stars') return { requirementType: 'star_threshold', requirementScope };
  if (requirement === 'xp') return { requirementType: 'xp_milestone', requirementScope };
  return { requirementType: 'counter_threshold', requirementScope, requirementField: requirement };
};
