import {
  guild,
  log,
  otherSimulator,
  person,
  publishRuleSet,
  refuseWrites,
  said,
  simulator,
  spoolText,
  start,
  stopNats,
  voiceChannel,
} from './gateway-world';
import { activityIds, until } from './harness';

test('captures while the broker is away, and drains in order when it is back', async () => {
  const bringNatsBack = await stopNats();
  const gateway = start();
  await simulator.connected();
  const ids = said(300);
  await until('the spool has taken it', () => gateway.lines.some((line) => line.includes('connect to NATS')));
  expect(gateway.isReady()).toBe(false);
  await bringNatsBack();
  await gateway.untilReady();
  ids.push(...said(5));
  await until('all facts', async () => activityIds(await log.facts()).length >= ids.length);
  expect(activityIds(await log.facts())).toEqual(ids);
});

test('stops reading at the quota of the spool, and goes on without loss when it is drained', async () => {
  const bringNatsBack = await stopNats();
  const gateway = start({ env: { SPOOL_MAX_BYTES: '65536' } });
  await simulator.connected();
  const ids = said(400);
  await until('the gateway reads no more', () => gateway.reasons().includes('quota'));
  ids.push(...said(50));
  await bringNatsBack();
  await until('all facts', async () => activityIds(await log.facts()).length >= ids.length);
  expect(activityIds(await log.facts())).toEqual(ids);
  expect(simulator.stats.identifies).toBe(1);
  await gateway.untilReady();
});

test('reads nothing while the disk takes no writes, and goes on without loss when it does', async () => {
  const gateway = start();
  await gateway.untilReady();
  const ids = said(5);
  await until('the facts', async () => activityIds(await log.facts()).length >= ids.length);
  const letWriteAgain = await refuseWrites();
  ids.push(...said(5));
  await until('the gateway reads no more', () => gateway.reasons().includes('the spool cannot be written'));
  ids.push(...said(5));
  letWriteAgain();
  await until('all facts', async () => activityIds(await log.facts()).length >= ids.length);
  expect(activityIds(await log.facts())).toEqual(ids);
  expect(simulator.stats.identifies).toBe(1);
});

test('a second gateway on the same spool is refused in plain words', async () => {
  const first = start();
  await first.untilReady();
  await expect(start().ended).rejects.toThrow(/in use by another process/);
});

test('names the privileged intents that are switched off', async () => {
  await otherSimulator({ allowedIntents: 0 });
  await expect(start().ended).rejects.toMatchObject({
    message: expect.stringContaining('Server Members or Message Content'),
    hint: expect.stringContaining('https://discord.com/developers'),
  });
});

test('a wrong token ends it with a word about the token', async () => {
  const gateway = start({ simulator: { ...simulator, token: 'wrong' } });
  await expect(gateway.ended).rejects.toMatchObject({ message: 'Discord refused the bot token.' });
});

test('follows the rule set, and still knows it when it starts without the broker', async () => {
  const minute = 60_000;
  let clock = Math.floor(Date.now() / minute) * minute + 1_000;
  const now = () => clock;
  const first = start({ now });
  await first.untilReady();
  await publishRuleSet({ voice_tick_minutes: 1 });
  await until('the rule set is known', () => first.lines.some((line) => line.includes('new rule set')));
  await first.stop();

  const bringNatsBack = await stopNats();
  const second = start({ now });
  await until('it receives', () => !second.reasons().includes('shards are connected'));
  simulator.act.joinVoice({ guildId: guild.id, userId: person(), channelId: voiceChannel() });
  await until('the join is on disk', () => spoolText().includes('voice_join'));
  clock += 2 * minute;
  const [last] = said(1);
  await bringNatsBack();
  await until('the last fact', async () => activityIds(await log.facts()).includes(last as string));
  const ticks = (await log.facts()).filter(({ type }) => type === 'voice_tick');
  expect(ticks).toMatchObject([{ payload: { tick_minutes: 1 } }]);
});
