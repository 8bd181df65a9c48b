import { GatewayIntentBits } from 'discord-api-types/v10';
import { buildCommunity } from './community/community.js';
import { ALL_INTENTS } from './gateway/intents.js';
import { type DiscordSimulator, startDiscordSimulator } from './simulator.js';

let simulator: DiscordSimulator;

beforeAll(async () => {
  const allowedIntents = ALL_INTENTS & ~GatewayIntentBits.GuildPresences;
  simulator = await startDiscordSimulator({
    world: buildCommunity({ members: 5 }),
    shards: 3,
    allowedIntents,
  });
});

afterAll(() => simulator.stop());

async function get(path: string, token = simulator.token) {
  const response = await fetch(simulator.apiUrl + path, { headers: { authorization: `Bot ${token}` } });
  return { status: response.status, body: await response.json() };
}

test('GET /gateway/bot tells where to connect, with how many shards and how often', async () => {
  const { status, body } = await get('/v10/gateway/bot');
  expect(status).toBe(200);
  expect(body).toEqual({
    url: simulator.apiUrl.replace('http', 'ws').replace('/api', ''),
    shards: 3,
    session_start_limit: { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 16 },
  });
});

test('the bot is one user, as itself and as the application', async () => {
  const id = simulator.world.bot?.id;
  expect(await get('/v10/users/@me')).toMatchObject({
    status: 200,
    body: { id, bot: true, discriminator: '0' },
  });
  // Members (1 << 15) and message content (1 << 19) are switched on, presences are not.
  const flags = (1 << 15) | (1 << 19);
  expect(await get('/v10/applications/%40me')).toMatchObject({
    status: 200,
    body: { id, flags, bot: { id } },
  });
});

test('wrong tokens and unknown routes get Discord’s errors as JSON', async () => {
  expect(await get('/v10/users/@me', 'wrong')).toEqual({
    status: 401,
    body: { message: '401: Unauthorized', code: 0 },
  });
  expect(await get('/v10/nothing/here')).toEqual({
    status: 404,
    body: { message: '404: Not Found', code: 0 },
  });
  expect(await get('/v10/gateway', 'wrong')).toMatchObject({ status: 200 });
});

test('guilds and their members, for the bot alone', async () => {
  const [guild] = simulator.world.guilds;
  const [member] = guild?.members ?? [];
  expect(await get(`/v10/guilds/${guild?.id}`)).toMatchObject({
    status: 200,
    body: {
      owner_id: guild?.owner_id,
      roles: expect.arrayContaining([expect.objectContaining({ permissions: expect.any(String) })]),
    },
  });
  expect(await get(`/v10/guilds/${guild?.id}/members/${member?.user.id}`)).toMatchObject({
    status: 200,
    body: { user: { id: member?.user.id }, roles: member?.roles },
  });
  expect(await get(`/v10/guilds/${guild?.id}/members/1`)).toMatchObject({
    status: 404,
    body: { code: 10_007 },
  });
  expect(await get('/v10/guilds/1')).toMatchObject({ status: 404, body: { code: 10_004 } });
});
