import { openPrisma } from '@synapse/store';
import { eventually, roleUrl } from '@synapse/testkit';
import { createGuildAdmins } from '../../services/admin/src/sign-in/guild-admins';
import { type AdminWorld, startAdminWorld } from './admin-world';
import { createBrowser } from './browser';

let world: AdminWorld;
beforeAll(async () => {
  world = await startAdminWorld();
});
afterAll(() => world.end());

const setCookie = (answer: Response, name: string) =>
  answer.headers.getSetCookie().find((line) => line.startsWith(`${name}=`)) ?? '';

test('the owner of the guild signs in, and out', async () => {
  const browser = world.browser();
  const back = await browser.signIn(world.owner);
  expect([back.status, back.headers.get('location')]).toEqual([302, `${world.url}/`]);
  expect(setCookie(back, 'synapse-admin')).toMatch(/; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
  expect((await browser.get('/v1/admin/session')).body).toEqual({
    user_id: world.owner,
    guild_ids: [world.guild.id],
    csrf_token: expect.any(String),
  });
  const before = new Map(browser.cookies);
  expect((await browser.ask('DELETE', '/v1/admin/session')).status).toBe(204);
  for (const [name, value] of before) browser.cookies.set(name, value);
  expect((await browser.get('/v1/admin/session')).status).toBe(401);
});

test('members without a role are not let in, and no session is left', async () => {
  const [member = ''] = world.members;
  const browser = world.browser();
  expect((await browser.signIn(member)).status).toBe(403);
  expect((await browser.get('/v1/admin/session')).status).toBe(401);
});

test('the owner of a guild that is none of the community is not let in', async () => {
  expect((await world.browser().signIn(world.foreign.owner_id)).status).toBe(403);
});

test('who declines at Discord is told so', async () => {
  expect((await world.browser().signIn('nobody')).status).toBe(403);
});

test('a sign-in is good once, and in the browser that began it', async () => {
  const browser = world.browser();
  const there = await browser.visit(`${world.url}/v1/admin/sign-in`);
  const asked = new URL(there.headers.get('location') ?? '').searchParams;
  expect(asked.get('scope')).toBe('identify');
  expect(asked.get('code_challenge_method')).toBe('S256');
  const agree = async () =>
    (await browser.visit(`${there.headers.get('location')}&as=${world.owner}`)).headers.get('location') ?? '';

  const stolen = await createBrowser(world.url).visit(await agree());
  expect(stolen.status).toBe(400);

  const cookies = new Map(browser.cookies);
  expect((await browser.visit(await agree())).status).toBe(302);
  for (const [name, value] of cookies) browser.cookies.set(name, value);
  expect((await browser.visit(await agree())).status).toBe(400);
});

test('a sign-in that took longer than ten minutes is over', async () => {
  const browser = world.browser();
  const there = await browser.visit(`${world.url}/v1/admin/sign-in`);
  expect(setCookie(there, 'oauth2-redirect-state')).toMatch(/Max-Age=600;.*HttpOnly/);
  await world.rows(`update sign_in_attempts set expires_at = now() - interval '1 second'`);
  const consent = await browser.visit(`${there.headers.get('location')}&as=${world.owner}`);
  expect((await browser.visit(consent.headers.get('location') ?? '')).status).toBe(400);
});

test('a session that was there before signing in is not the one after', async () => {
  const browser = world.browser();
  browser.cookies.set('synapse-admin', 'planted.signature');
  await browser.signIn(world.owner);
  expect(browser.cookies.get('synapse-admin')).not.toBe('planted.signature');
});

test('a cookie that was changed by a letter opens nothing', async () => {
  const browser = await world.signedIn();
  const cookie = browser.cookies.get('synapse-admin') ?? '';
  const other = cookie[5] === 'x' ? 'y' : 'x';
  browser.cookies.set('synapse-admin', `${cookie.slice(0, 5)}${other}${cookie.slice(6)}`);
  expect((await browser.get('/v1/admin/session')).status).toBe(401);
});

test('sessions outlive a restart, and can be taken back everywhere', async () => {
  const [one, other] = [await world.signedIn(), await world.signedIn()];
  await world.restartAdmin();
  expect((await one.get('/v1/admin/session')).status).toBe(200);
  expect((await one.ask('DELETE', '/v1/admin/sessions')).status).toBe(204);
  expect((await other.get('/v1/admin/session')).status).toBe(401);
});

test('the role that the settings name admits, until it is taken away', async () => {
  const [, member = ''] = world.members;
  const role = world.guild.roles[1]?.id ?? '';
  const theirs = world.guild.members.find(({ user }) => user.id === member);
  theirs?.roles.push(role);
  await world.rows(`update settings set value_json = $1 where key = 'admin_role_id'`, [JSON.stringify(role)]);
  const browser = await world.signedIn(member);
  theirs?.roles.splice(0);
  // What Discord said is believed for some minutes: a restart has nothing to believe.
  await world.restartAdmin();
  expect((await browser.get('/v1/admin/session')).status).toBe(403);
  expect((await browser.get('/v1/admin/session')).status).toBe(401);
  await world.rows(`update settings set value_json = 'null' where key = 'admin_role_id'`);
});

test('who loses the role is no admin any more once what Discord said is old', async () => {
  const prisma = openPrisma(roleUrl(world.servers.database.url, 'synapse_admin'));
  const [, , member = ''] = world.members;
  const role = world.guild.roles[1]?.id ?? '';
  const theirs = world.guild.members.find(({ user }) => user.id === member);
  theirs?.roles.push(role);
  await world.rows(`update settings set value_json = $1 where key = 'admin_role_id'`, [JSON.stringify(role)]);
  const { token, apiUrl } = world.discord;
  const admins = createGuildAdmins({ prisma, log: { warn: () => {} }, token, apiUrl, believedMs: 50 });
  try {
    expect((await admins.guildsOf(BigInt(member))).size).toBe(1);
    theirs?.roles.splice(0);
    await eventually(
      'Discord to be asked again',
      async () => (await admins.guildsOf(BigInt(member))).size === 0,
    );
  } finally {
    await world.rows(`update settings set value_json = 'null' where key = 'admin_role_id'`);
    await prisma.close();
  }
});

test('what changes something needs the CSRF token', async () => {
  const browser = await world.signedIn();
  const forged = await browser.ask('DELETE', '/v1/admin/session', { headers: { 'x-csrf-token': 'guess' } });
  expect(forged.status).toBe(403);
  expect((await browser.get('/v1/admin/session')).status).toBe(200);
});

test('the tables open no session: they hold digests', async () => {
  const browser = await world.signedIn();
  const [id = ''] = decodeURIComponent(browser.cookies.get('synapse-admin') ?? '').split('.');
  const stored = JSON.stringify(await world.rows('select * from admin_sessions'));
  expect(stored).not.toContain(id);
});

describe('API keys', () => {
  const make = async (scopes: string[]) => {
    const browser = await world.signedIn();
    const { status, body } = await browser.ask('POST', '/v1/admin/api-keys', {
      body: { name: 'CI', scopes },
    });
    expect(status).toBe(201);
    return { browser, id: String(body.id), headers: { authorization: `Bearer ${body.key}` } };
  };
  const get = (path: string, headers: Record<string, string>) => fetch(world.url + path, { headers });

  test('are shown once, kept as digests, and note their last use', async () => {
    const browser = await world.signedIn();
    const asking = { body: { name: 'Deploys', scopes: ['read'] }, key: 'make-a-key' };
    const first = await browser.ask('POST', '/v1/admin/api-keys', asking);
    expect(first.body.key).toMatch(/^synapse_[\w-]{43}$/);
    const again = await browser.ask('POST', '/v1/admin/api-keys', asking);
    expect([again.status, again.body.id, again.body.key]).toEqual([201, first.body.id, undefined]);
    const everything = JSON.stringify(
      await world.rows(`select to_jsonb(k), (select jsonb_agg(r) from change_requests r), (select jsonb_agg(l)
        from admin_log l) from api_keys k`),
    );
    expect(everything).not.toContain(first.body.key);
    expect((await get('/v1/admin/categories', { authorization: `Bearer ${first.body.key}` })).status).toBe(
      200,
    );
    const { body } = await browser.get(`/v1/admin/api-keys/${first.body.id}`);
    expect(body.last_used_at).toEqual(expect.any(String));
  });

  test('do what their scopes say, and manage no keys', async () => {
    const { headers } = await make(['read']);
    expect((await get('/v1/admin/categories', headers)).status).toBe(200);
    const options = {
      method: 'POST',
      headers: { ...headers, 'idempotency-key': 'k1', 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'Forbidden', description: 'to a reader' }),
    };
    expect((await fetch(`${world.url}/v1/admin/quests`, options)).status).toBe(403);
    expect((await get('/v1/admin/api-keys', headers)).status).toBe(403);
  });

  test('change things without a CSRF token, as the admin who made them', async () => {
    const { headers, id } = await make(['rules']);
    const answer = await fetch(`${world.url}/v1/admin/quests`, {
      method: 'POST',
      headers: { ...headers, 'idempotency-key': 'k2', 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'By a key', description: 'and nobody else' }),
    });
    expect(answer.status).toBe(201);
    expect((await world.audit()).at(-1)).toMatchObject({ actor_id: world.owner, target_table: 'quests' });
    expect(await world.rows(`select door from change_requests where key = 'k2'`)).toEqual([
      { door: `key:${id}` },
    ]);
  });

  test('are good for nothing once they are revoked', async () => {
    const { browser, headers, id } = await make(['read']);
    expect((await browser.change('DELETE', `/v1/admin/api-keys/${id}`)).status).toBe(200);
    expect((await get('/v1/admin/categories', headers)).status).toBe(401);
    expect(
      (await get('/v1/admin/categories', { authorization: `Bearer synapse_${'a'.repeat(43)}` })).status,
    ).toBe(401);
  });
});
