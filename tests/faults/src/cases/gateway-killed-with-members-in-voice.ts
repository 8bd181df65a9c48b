import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@synapse/testkit';
import type { Case } from './case.js';

/** Who stays in voice while the gateway is down has a tick for each slot; who leaves meanwhile has none for those not judged. */
export const gatewayKilledWithMembersInVoice: Case = {
  name: 'the gateway is killed with members in voice',
  async tell({ system }) {
    const { simulator, clock } = system;
    await system.rows(
      `insert into settings (key, value_json, category, description) values ('voice_min_members', '1', 'community', '')
       on conflict (key) do update set value_json = '1'`,
    );
    await system.bootstrap();
    const guild = simulator.world.guilds[0];
    const room = guild?.channels.find(({ id, type }) => type === 2 && id !== guild.afk_channel_id)?.id;
    if (!guild || !room) throw new Error('There is no room to be in.');
    const [stays, leaves] = [0, 1].map(() => simulator.act.memberJoin({ guildId: guild.id }));
    if (!stays || !leaves) throw new Error('Nobody joined.');
    for (const userId of [stays, leaves])
      simulator.act.joinVoice({ guildId: guild.id, channelId: room, userId });
    await sleep(2_000);
    const gateway = system.service('ingest-gateway');
    gateway.kill();
    clock.pass(4 * 60_000);
    simulator.act.leaveVoice({ guildId: guild.id, userId: leaves });
    await sleep(500);
    gateway.start();
    await gateway.untilReady(30_000);
    const ticksOf = async (user: string) =>
      (await system.rows(`select from event_lake where event_type = 'voice_tick' and user_id = $1`, [user]))
        .length;
    await eventually('the ticks of who stayed', async () => (await ticksOf(stays)) >= 3, 20_000);
    const ticks = [await ticksOf(stays), await ticksOf(leaves)];
    if (ticks[1] !== 0) throw new Error(`Who left has ${ticks[1]} ticks.`);
    return `in four minutes of absence, ${ticks[0]} ticks for who stayed and ${ticks[1]} for who left`;
  },
};
