import { decodeFact, encodeFact } from '@synapse/contracts';
import {
  guild,
  log,
  person,
  said,
  say,
  simulator,
  spoolText,
  start,
  stopNats,
  textChannel,
  voiceChannel,
} from './gateway-world';
import { activityIds, until } from './harness';

test('turns every dispatch into its fact, once and in order', async () => {
  const gateway = start();
  await gateway.untilReady();
  const where = { guildId: guild.id, channelId: textChannel() };

  const { messageId } = say('look: https://example.org 😀');
  const thread = simulator.act.openThread({ ...where, ownerId: person(1), name: 'A plan' });
  const inThread = simulator.act.message({ ...where, channelId: thread, authorId: person(1), content: 'so' });
  simulator.act.react({ ...where, messageId, userId: person(1), emoji: '👍' });
  simulator.act.unreact({ ...where, messageId, userId: person(1), emoji: '👍' });
  simulator.act.botMessage({ ...where, content: 'beep' });
  simulator.act.webhookMessage({ ...where, content: 'boop' });
  simulator.act.systemMessage({ ...where, userId: person() });
  simulator.act.joinVoice({ guildId: guild.id, userId: person(2), channelId: voiceChannel() });
  simulator.act.setVoice({ guildId: guild.id, userId: person(2), selfMute: true });
  simulator.act.leaveVoice({ guildId: guild.id, userId: person(2) });
  simulator.act.memberLeave({ guildId: guild.id, userId: person(3) });

  const obliged = [
    `msg:${messageId}`,
    `thread:${thread}`,
    `msg:${inThread.messageId}`,
    ...['rxn_add', 'rxn_rm', 'voice_join', 'voice_leave', 'member_leave'],
  ];
  await until(
    'all facts are in the log',
    async () => activityIds(await log.facts()).length >= obliged.length,
  );
  const facts = (await log.facts()).filter(({ type }) => type !== 'guild_structure');
  expect(facts.map(({ id }) => id)).toEqual(obliged.map((id) => expect.stringContaining(id)));
  expect(facts[0]).toMatchObject({
    user_id: person(),
    channel_id: textChannel(),
    payload: { has_link: true, emoji_count: 1, parent_channel_id: null },
  });
  expect(facts[2]?.payload).toMatchObject({ parent_channel_id: textChannel() });
  expect(facts[3]).toMatchObject({ target_id: person(), payload: { emoji_name: '👍' } });
  expect(facts[4]).toMatchObject({ target_id: null });
  for (const fact of await log.facts()) expect(decodeFact(encodeFact(fact))).toHaveProperty('fact');
});

test('tells the structure of each guild once, and again only when it changes', async () => {
  const gateway = start();
  await gateway.untilReady();
  const structures = async () => (await log.facts()).filter(({ type }) => type === 'guild_structure');
  await until('the structure', async () => (await structures()).length === simulator.world.guilds.length);
  simulator.act.createChannel({ guildId: guild.id, name: 'new', type: 0 });
  await until(
    'the new structure',
    async () => (await structures()).length === simulator.world.guilds.length + 1,
  );
  await gateway.stop();
  simulator.forgetSessions();
  const next = start();
  await next.untilReady();
  const ids = said(1);
  await until('a fact after it', async () => activityIds(await log.facts()).includes(ids[0] as string));
  expect(await structures()).toHaveLength(simulator.world.guilds.length + 1);
});

test('makes voice ticks, and makes those up that ended while it was away', async () => {
  const slot = 600_000;
  let clock = Math.floor(Date.now() / slot) * slot + 1_000;
  const now = () => clock;
  const first = start({ now });
  await first.untilReady();
  simulator.act.joinVoice({ guildId: guild.id, userId: person(), channelId: voiceChannel() });
  await until('the join', async () => (await log.facts()).some(({ type }) => type === 'voice_join'));
  await first.stop();
  clock += 2 * slot;
  const second = start({ now });
  await second.untilReady();
  const ticks = async () => (await log.facts()).filter(({ type }) => type === 'voice_tick');
  await until('the tick', async () => (await ticks()).length > 0);
  clock += slot;
  said(1);
  await until('the next tick', async () => (await ticks()).length > 1);
  const number = Math.floor(clock / slot);
  expect((await ticks()).map(({ id }) => id)).toEqual([
    `voice_tick:${guild.id}:${person()}:${number - 2}`,
    `voice_tick:${guild.id}:${person()}:${number - 1}`,
  ]);
});

test('makes the tick of a silent guild as soon as Discord is known to be there', async () => {
  const slot = 600_000;
  const startedAt = Date.now();
  let clock = Math.ceil(startedAt / slot) * slot - 3_000;
  const gateway = start({ now: () => clock + Date.now() - startedAt });
  await gateway.untilReady();
  simulator.act.joinVoice({ guildId: guild.id, userId: person(), channelId: voiceChannel() });
  await until('the join', async () => (await log.facts()).some(({ type }) => type === 'voice_join'));
  clock += slot;
  const ticks = async () => (await log.facts()).filter(({ type }) => type === 'voice_tick');
  await until('the tick', async () => (await ticks()).length > 0);
  expect(await ticks()).toHaveLength(1);
});

test('passes malformed dispatches over, tells where but not what, and goes on', async () => {
  const gateway = start();
  await gateway.untilReady();
  simulator.send(guild.id, 'MESSAGE_CREATE', { id: 'nonsense', content: 'canary-in-a-broken-message' });
  simulator.send(guild.id, 'MESSAGE_CREATE', null);
  simulator.send(guild.id, 'GUILD_MEMBER_ADD', {
    guild_id: guild.id,
    joined_at: 'canary',
    user: { id: '7', username: 'x' },
  });
  const ids = said(1);
  await until('the fact after', async () => activityIds(await log.facts()).includes(ids[0] as string));
  const told = gateway.lines.filter((line) => line.includes('malformed'));
  expect(told).toHaveLength(3);
  expect(told.join()).toContain('"path":"/joined_at"');
  expect(gateway.lines.join()).not.toContain('canary');
});

test('message text stays in the process: neither the log, the spool nor the lines show it', async () => {
  const bringNatsBack = await stopNats();
  const gateway = start();
  await simulator.connected();
  const canary = 'quokka-marmalade-7391';
  say(`${canary} one`);
  simulator.act.openThread({ guildId: guild.id, channelId: textChannel(), ownerId: person(), name: canary });
  await until(
    'it is on disk',
    () => spoolText().includes('message_create') && spoolText().includes('thread_create'),
  );
  const onDisk = spoolText();
  await bringNatsBack();
  await until('both facts', async () => activityIds(await log.facts()).length === 2);
  for (const place of [onDisk, await log.text(), gateway.lines.join()]) expect(place).not.toContain(canary);
});
