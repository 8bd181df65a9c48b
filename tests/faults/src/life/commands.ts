import type { CommandJson } from '@synapse/contracts';
import type { Random } from '@synapse/testkit';
import type { System } from '../system/system.js';
import { randomCorrection } from './corrections.js';

let sent = 0;

/** Something that an admin or a member might ask for, sensible or not. */
export function randomCommand({ simulator, clock }: System, random: Random): CommandJson {
  const guild = random.pick(simulator.world.guilds);
  const people = guild.members.filter(({ user }) => !user.bot).map(({ user }) => user.id);
  const member = random.pickSkewed(people);
  const template = random.int(1, 15);
  sent += 1;
  const envelope = {
    v: 1,
    id: `order-${sent}`,
    at: new Date(clock.now()).toISOString(),
    guild_id: random.chance(0.5) ? guild.id : null,
  };
  const asAdmin = (type: string, body: object) => ({
    ...envelope,
    issuer: 'admin',
    actor: '77',
    type,
    ...body,
  });
  const asMember = (type: string, body: object) => ({
    ...envelope,
    issuer: 'bot',
    actor: member,
    type,
    ...body,
  });
  const xp = random.int(-50, 400);
  const orders = [
    () => asAdmin('award', { member, xp, gold: random.int(-20, 80), reason: 'For the campaign.' }),
    () => asAdmin('award', { member, xp, reason: 'For the campaign.' }),
    () => asAdmin('grant_achievement', { member, template }),
    () => asAdmin('revoke_achievement', { member, template }),
    () => asAdmin('import_member', { member, xp: random.int(0, 2_000) }),
    () => asAdmin('import_member', { member, xp: 0, level: random.int(1, 8) }),
    () => asAdmin('correct', { member, ...randomCorrection(random) }),
    () => asAdmin('correct', { member, ...randomCorrection(random) }),
    () => asMember('spend_gold', { item: 'coffee' }),
    () => asMember('spend_gold', { item: 'coffee' }),
    () => asMember('link_github', { username: `user-${member.slice(-4)}` }),
    () => asMember('set_preference', { announce_level_up: random.chance(0.5) }),
    () => asMember('claim_quest', { quest: random.int(1, 3) }),
    () => (random.chance(0.5) ? asMember('erase_member', {}) : asAdmin('erase_member', { member })),
  ];
  return random.pick(orders)() as unknown as CommandJson;
}
