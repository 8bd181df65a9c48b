import { guild, log, otherSimulator, said, simulator, start } from './gateway-world';
import { activityIds, until } from './harness';

test('loses and doubles nothing when sockets are cut again and again', async () => {
  const gateway = start();
  await gateway.untilReady();
  const ids: string[] = [];
  for (let cut = 0; cut < 3; cut++) {
    ids.push(...said(50));
    simulator.dropSockets();
    ids.push(...said(50));
    await until('resumed', () => simulator.stats.resumes === cut + 1);
  }
  ids.push(...said(10));
  await until('all facts', async () => activityIds(await log.facts()).length >= ids.length);
  expect(activityIds(await log.facts())).toEqual(ids);
  expect(simulator.stats.identifies).toBe(1);
});

test('resumes after a restart, also when it was told to reconnect', async () => {
  const first = start();
  await first.untilReady();
  const ids = said(20);
  simulator.requestReconnect();
  ids.push(...said(20));
  await until('resumed', () => simulator.stats.resumes === 1);
  await first.stop();
  ids.push(...said(20));
  const second = start();
  await second.untilReady();
  ids.push(...said(20));
  await until('all facts', async () => activityIds(await log.facts()).length >= ids.length);
  expect(activityIds(await log.facts())).toEqual(ids);
  expect(simulator.stats).toMatchObject({ identifies: 1, resumes: 2 });
});

test('keeps its session while Discord cannot be reached', async () => {
  const gateway = start();
  await gateway.untilReady();
  const ids = said(5);
  simulator.refuseConnections(true);
  simulator.dropSockets();
  ids.push(...said(5));
  await until('it tried in vain', () => simulator.stats.refused >= 1);
  expect(gateway.reasons()).toContain('0 of 1 shards are connected');
  simulator.refuseConnections(false);
  await until('all facts', async () => activityIds(await log.facts()).length >= ids.length);
  expect(activityIds(await log.facts())).toEqual(ids);
  expect(simulator.stats).toMatchObject({ identifies: 1, resumes: 1 });
});

test('a session that Discord forgot is a gap, told once for each guild', async () => {
  const gateway = start();
  await gateway.untilReady();
  const [before] = said(1);
  await until('the fact before', async () => activityIds(await log.facts()).includes(before as string));
  simulator.invalidateSessions(false);
  await until('a new session', () => simulator.stats.identifies === 2);
  const gaps = async () => (await log.facts()).filter(({ type }) => type === 'gateway_gap');
  await until('the gap', async () => (await gaps()).length === simulator.world.guilds.length);
  const [gap] = await gaps();
  expect(gap).toMatchObject({ guild_id: guild.id, payload: { shard: 0, from: expect.stringMatching(/Z$/) } });
  const [after] = said(1);
  await until('the fact after', async () => activityIds(await log.facts()).includes(after as string));
});

test('goes on although the address to resume at is gone', async () => {
  const first = start();
  await first.untilReady();
  await first.stop();
  await otherSimulator({});
  const second = start();
  await second.untilReady();
  expect(simulator.stats).toMatchObject({ refusedResumes: 1, identifies: 1 });
});

test('runs several shards, and takes a changed shard count for a gap', async () => {
  const first = start({ env: { DISCORD_SHARD_COUNT: '2' } });
  await first.untilReady();
  expect(simulator.stats.identifies).toBe(2);
  const ids = said(5);
  await until('the facts', async () => activityIds(await log.facts()).length >= ids.length);
  await first.stop();
  const second = start({ env: { DISCORD_SHARD_COUNT: '1' } });
  await second.untilReady();
  const gaps = async () => (await log.facts()).filter(({ type }) => type === 'gateway_gap');
  await until('the gap', async () => (await gaps()).length === simulator.world.guilds.length);
});
