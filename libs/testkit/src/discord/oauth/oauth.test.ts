import { createHash } from 'node:crypto';
import { buildCommunity } from '../community/community.js';
import { type DiscordSimulator, startDiscordSimulator } from '../simulator.js';

const REDIRECT = 'http://127.0.0.1:1/callback';
const VERIFIER = 'a-verifier-that-only-the-client-knows';

let simulator: DiscordSimulator;
let member: string;

beforeAll(async () => {
  simulator = await startDiscordSimulator({ world: buildCommunity({ members: 6 }) });
  member = simulator.world.guilds[0]?.members.find(({ user }) => !user.bot)?.user.id ?? '';
});

afterAll(() => simulator.stop());

async function authorize(change: Record<string, string> = {}): Promise<Response> {
  const query = new URLSearchParams({
    client_id: simulator.client.id,
    response_type: 'code',
    redirect_uri: REDIRECT,
    scope: 'identify',
    state: 'some-state',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
    ...change,
  });
  const address = new URL(`/oauth2/authorize?${query}`, simulator.apiUrl);
  return fetch(address, { redirect: 'manual' });
}

const landing = (answer: Response) => new URL(answer.headers.get('location') ?? '').searchParams;

async function redeem(code: string, change: Record<string, string> = {}, secret = simulator.client.secret) {
  const answer = await fetch(`${simulator.apiUrl}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${simulator.client.id}:${secret}`)}` },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT,
      code_verifier: VERIFIER,
      ...change,
    }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, string> };
}

test('the consent page offers members, the owner first', async () => {
  const page = await (await authorize()).text();
  expect(page).toMatch(/Sign in as…<\/h1><ul><li><a href="[^"]+">[^<]+, who owns the guild/);
});

test('a code is redeemed once, and its token says who agreed', async () => {
  const query = landing(await authorize({ as: member }));
  expect(query.get('state')).toBe('some-state');
  const code = query.get('code') ?? '';
  const { status, body } = await redeem(code);
  expect([status, body.token_type, body.scope]).toEqual([200, 'Bearer', 'identify']);
  const me = await fetch(`${simulator.apiUrl}/v10/users/@me`, {
    headers: { authorization: `Bearer ${body.access_token}` },
  });
  expect(await me.json()).toMatchObject({ id: member });
  expect(await redeem(code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test.each([
  ['another verifier', { code_verifier: 'guessed' }, undefined, 'invalid_grant'],
  ['another redirect', { redirect_uri: `${REDIRECT}/2` }, undefined, 'invalid_grant'],
  ['another secret', {}, 'wrong', 'invalid_client'],
])('%s does not redeem it', async (_, change, secret, error) => {
  const code = landing(await authorize({ as: member })).get('code') ?? '';
  expect((await redeem(code, change, secret)).body.error).toBe(error);
});

test('who declines comes back without a code', async () => {
  const query = landing(await authorize({ as: 'nobody' }));
  expect([query.get('error'), query.get('code')]).toEqual(['access_denied', null]);
});

test('a member’s token opens nothing that is the bot’s', async () => {
  const code = landing(await authorize({ as: member })).get('code') ?? '';
  const { body } = await redeem(code);
  const headers = { authorization: `Bearer ${body.access_token}` };
  expect((await fetch(`${simulator.apiUrl}/v10/gateway/bot`, { headers })).status).toBe(401);
});
