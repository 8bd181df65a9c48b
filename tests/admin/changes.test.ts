import type { ChangeDescription, GuildDocument } from '@synapse/contracts';
import { buildFact, eventually, publishFacts } from '@synapse/testkit';
import { type AdminWorld, startAdminWorld } from './admin-world';

type Browser = Awaited<ReturnType<AdminWorld['signedIn']>>;

let world: AdminWorld;
let browser: Browser;

beforeAll(async () => {
  world = await startAdminWorld();
});
afterAll(() => world.end());
beforeEach(async () => {
  await world.rows('delete from change_requests');
  browser = await world.signedIn();
});

const post = (path: string, body: unknown, key?: string) =>
  browser.ask('POST', `/v1/admin${path}`, { body, ...(key !== undefined && { key }) });
const get = async (path: string) => (await browser.get(`/v1/admin${path}`)).body;
const change = (method: string, path: string, body?: unknown) =>
  browser.change(method, `/v1/admin${path}`, { body });

/** The rules that the engine judges by. */
async function inForce<T>(look: (rules: Record<string, never>) => T | undefined | false): Promise<T> {
  return eventually('the engine to judge by it', async () => {
    const [row] = await world.rows<{ body: Record<string, never> }>(
      'select body from rule_sets join engine_positions on version = rule_set_version',
    );
    return row && look(row.body);
  });
}

const lastAudit = async () => (await world.audit()).at(-1);

test('what can be changed is listed with the schema of its body, so that forms can be made of it', async () => {
  const { items } = (await get('/changes')) as unknown as { items: ChangeDescription[] };
  const changed = items.find(({ name }) => name === 'update_category');
  expect(changed).toMatchObject({ method: 'PATCH', path: '/categories/:id', versioned: true });
  expect(changed?.body).toMatchObject({ properties: { channels: { maxItems: 1000 } } });
  expect(items.find(({ name }) => name === 'delete_category')).toMatchObject({ body: null, upload: null });
  expect(items.find(({ name }) => name === 'create_import')).toMatchObject({
    body: null,
    upload: {
      content_type: 'application/octet-stream',
      query: {
        required: ['format', 'keep'],
        properties: { format: { enum: expect.arrayContaining(['mee6']) } },
      },
    },
  });
});

test('guilds are told with their channels and roles', async () => {
  const { items } = (await get('/guilds')) as unknown as { items: GuildDocument[] };
  expect(items.map(({ id, name }) => [id, name])).toEqual([[world.guild.id, world.guild.name]]);
  expect(items[0]?.channels).toHaveLength(world.guild.channels.length);
});

describe('categories', () => {
  test('are made, changed and ended: audited whole, and in force in the engine', async () => {
    const [channel = ''] = world.guild.channels.filter(({ type }) => type === 0).map(({ id }) => id);
    const multipliers = [{ interaction_type: 'MESSAGE', xp_multiplier: 3, star_multiplier: 1 }];
    const made = await post('/categories', {
      guild_id: world.guild.id,
      name: 'Helping',
      channels: [channel],
      multipliers,
    });
    expect([made.status, made.headers.get('etag')]).toEqual([201, expect.stringMatching(/^"[\w-]{27}"$/)]);
    expect(await lastAudit()).toMatchObject({
      actor_id: world.owner,
      action_type: 'CREATE',
      target_table: 'categories',
      target_id: made.body.id,
      before_snapshot: null,
      after_snapshot: { ...made.body, taken_from: { [channel]: expect.any(String) } },
      ip_address: '127.0.0.1',
    });
    await inForce(({ categories }) =>
      (categories as { name: string }[]).find(({ name }) => name === 'Helping'),
    );
    const now = new Date().toISOString();
    await publishFacts(world.servers.bus, 'main', [
      buildFact('message_create', {
        id: 'msg:1',
        user_id: '5',
        guild_id: world.guild.id,
        channel_id: channel,
        // The clock lets the engine forget what is long past, and then it would be too late.
        at: now,
        received_at: now,
      }),
    ]);
    await eventually('three times the XP', async () => {
      const rows = await world.rows(`select 1 from activity_log where user_id = 5 and xp_delta = 45`);
      return rows.length === 1;
    });

    const path = `/categories/${made.body.id}`;
    const renamed = await change('PATCH', path, { name: 'Help', multipliers: [] });
    expect(renamed.body).toEqual({ ...made.body, name: 'Help', multipliers: [] });
    expect(await lastAudit()).toMatchObject({
      action_type: 'UPDATE',
      before_snapshot: { ...made.body },
      after_snapshot: { ...renamed.body },
    });
    const ended = await change('DELETE', path);
    expect([ended.status, ended.body.active]).toEqual([200, false]);
    expect(await lastAudit()).toMatchObject({ action_type: 'DELETE', before_snapshot: { active: true } });
    const revived = await post('/categories', { guild_id: world.guild.id, name: 'Help' });
    expect(revived.body).toEqual({ ...renamed.body, active: true });
    expect((await post('/categories', { guild_id: world.guild.id, name: 'HELP' })).status).toBe(409);
    expect((await world.chain()).broken).toBeNull();
  });

  test('of another guild, or with its channels, are refused', async () => {
    const [channel = ''] = world.foreign.channels.map(({ id }) => id);
    const before = await get('/categories');
    expect((await post('/categories', { guild_id: world.foreign.id, name: 'Mine' })).status).toBe(403);
    const theirs = { guild_id: world.guild.id, name: 'Theirs', channels: [channel] };
    expect((await post('/categories', theirs)).status).toBe(422);
    expect(await get('/categories')).toEqual(before);
  });
});

describe('the one way of changing anything', () => {
  const quest = (title: string) => ({ title, description: 'Do it.', xp_reward: 7 });

  test('the same key has one effect and one answer; with another body it is refused', async () => {
    const audited = (await world.audit()).length;
    const first = await post('/quests', quest('Once'), 'the-key');
    const again = await post('/quests', quest('Once'), 'the-key');
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect((await post('/quests', quest('Other'), 'the-key')).status).toBe(422);
    expect((await world.audit()).length).toBe(audited + 1);
    expect(await world.rows(`select 1 from quests where title in ('Once', 'Other')`)).toHaveLength(1);
  });

  test('many at once under one key have one effect', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post('/quests', quest('Race'), 'race')),
    );
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    expect(await world.rows(`select 1 from quests where title = 'Race'`)).toHaveLength(1);
  });

  test('many different ones at once are all made, in one chain, and the last rule set holds them all', async () => {
    const titles = Array.from({ length: 12 }, (_, n) => `Side by side ${n}`);
    const answers = await Promise.all(titles.map((title) => post('/quests', quest(title))));
    expect(answers.map(({ status }) => status)).toEqual(titles.map(() => 201));
    await inForce(({ quests }) =>
      titles.every((title) => (quests as { title: string }[]).some((one) => one.title === title)),
    );
    expect((await world.chain()).broken).toBeNull();
  });

  test('who did not see the last version changes nothing', async () => {
    const { body, headers } = await post('/quests', quest('Versions'));
    const path = `/v1/admin/quests/${body.id}`;
    const etag = headers.get('etag') ?? '';
    const by = (ifMatch?: string) =>
      browser.ask('PATCH', path, {
        body: { xp_reward: 8 },
        ...(ifMatch && { headers: { 'if-match': ifMatch } }),
      });
    expect((await by()).status).toBe(428);
    expect((await by('"other"')).status).toBe(412);
    expect((await by(etag)).status).toBe(200);
    expect((await by(etag)).status).toBe(412);
    expect((await by('*')).status).toBe(200);
  });

  test('an admin changes 30 things a minute, restart or not', async () => {
    for (let n = 0; n < 3; n += 1) expect((await post('/quests', quest(`Many ${n}`))).status).toBe(201);
    await world.rows(
      `insert into change_requests (actor_id, door, key, change, digest, status)
       select $1, 'bot', 'by-bot-' || n, 'award', '', 200 from generate_series(1, 27) n`,
      [world.owner],
    );
    await world.restartAdmin();
    const refused = await post('/quests', quest('One more'));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
    expect(await world.rows(`select 1 from quests where title = 'One more'`)).toEqual([]);
  });

  test('a reason is kept with the change', async () => {
    await browser.ask('POST', '/v1/admin/quests', {
      body: quest('Reasoned'),
      headers: { 'x-audit-log-reason': encodeURIComponent('Für die Gemeinschaft') },
    });
    expect((await lastAudit())?.reason).toBe('Für die Gemeinschaft');
  });

  test('while the log is away a change is made, and in force once it is back', async () => {
    await world.rows(`update settings set value_json = '31' where key = 'cooldown_seconds'`);
    const answer = await change('PATCH', '/settings', { set: { gold_per_level_up: 61 } });
    expect(answer.status).toBe(200);
    // As after a kill between commit and publishing.
    await world.rows(
      `update rule_sets set log_sequence = null where version = (select max(version) from rule_sets)`,
    );
    await eventually('it to be published', async () => {
      return (await world.rows('select 1 from rule_sets where log_sequence is null')).length === 0;
    });
    await inForce(({ settings }) => (settings as Record<string, number>).gold_per_level_up === 61);
  });
});

describe('achievements', () => {
  const achievement = {
    name: 'Ten Words',
    description: 'Say ten things.',
    requirement_type: 'counter_threshold',
    requirement_scope: 'lifetime',
    requirement_field: 'messages_sent',
    requirement_value: 10,
    rarity: 'common',
    xp_reward: 5,
  };

  test('are defined, changed, ended and revived', async () => {
    const made = await post('/achievements', achievement);
    expect([made.status, made.body.gold_reward, made.body.category]).toEqual([201, 0, 'social']);
    const path = `/achievements/${made.body.id}`;
    expect((await change('PATCH', path, { requirement_value: 20 })).body.requirement_value).toBe(20);
    expect((await change('DELETE', path)).body.active).toBe(false);
    const revived = await post('/achievements', { ...achievement, rarity: 'rare' });
    expect(revived.body).toMatchObject({
      id: made.body.id,
      active: true,
      rarity: 'rare',
      requirement_value: 10,
    });
    expect((await post('/achievements', { ...achievement, name: 'ten words' })).status).toBe(409);
  });

  test.each([
    [{ requirement_field: null }],
    [{ requirement_type: 'star_threshold' }],
    [{ requirement_type: 'xp_milestone', requirement_field: null, requirement_scope: 'season' }],
  ])('that make no sense are refused: %j', async (wrong) => {
    expect((await post('/achievements', { ...achievement, name: 'Senseless', ...wrong })).status).toBe(422);
  });
});

describe('settings', () => {
  test('all of them, or none', async () => {
    const wrong = await change('PATCH', '/settings', { set: { cooldown_seconds: 5, level_factor: 1 } });
    expect([wrong.status, wrong.body.detail]).toEqual([422, expect.stringContaining('level_factor')]);
    const right = await change('PATCH', '/settings', {
      set: { cooldown_seconds: 5, [`cooldown_seconds:${world.guild.id}`]: 6 },
    });
    expect(right.status).toBe(200);
    expect(await lastAudit()).toMatchObject({
      target_table: 'settings',
      target_id: '2 keys',
      before_snapshot: { [`cooldown_seconds:${world.guild.id}`]: null },
      after_snapshot: { cooldown_seconds: 5, [`cooldown_seconds:${world.guild.id}`]: 6 },
    });
    await change('PATCH', '/settings', { unset: ['cooldown_seconds', `cooldown_seconds:${world.guild.id}`] });
    expect(await get('/settings')).toMatchObject({
      settings: expect.arrayContaining([expect.objectContaining({ key: 'cooldown_seconds', value: 30 })]),
      guild_values: {},
    });
  });

  test.each([
    { set: { no_such_key: 1 } },
    { set: { [`level_base:${1}`]: 100 } },
    { unset: ['no_such_key'] },
    { set: { cooldown_seconds: 1 }, unset: ['cooldown_seconds'] },
    { set: { cooldown_seconds: '30' } },
  ])('%j is refused', async (wrong) => {
    expect((await change('PATCH', '/settings', wrong)).status).toBe(422);
  });

  test('for a guild that one does not administer are refused', async () => {
    const theirs = { set: { [`cooldown_seconds:${world.foreign.id}`]: 1 } };
    expect((await change('PATCH', '/settings', theirs)).status).toBe(403);
  });

  test('data sources are switched by their type', async () => {
    const { body } = await change('PATCH', '/data-sources', { voice_tick: false });
    expect(body).toMatchObject({ voice_tick: false, message_create: true });
    await inForce(
      ({ settings }) =>
        (settings as Record<string, unknown>)['event_lake.source.voice_tick.enabled'] === false,
    );
  });
});

describe('seasons', () => {
  test('are rolled: the old one is closed in the log at once', async () => {
    const [first] = (await get('/seasons')).items as { id: string }[];
    const rolled = await post('/seasons/roll', { name: 'Season 2', days: 30 });
    expect(rolled.body).toMatchObject({ name: 'Season 2', active: true, closed: false });
    expect(await get(`/seasons/${first?.id}`)).toMatchObject({ active: false, closed: true });
    expect(await lastAudit()).toMatchObject({
      action_type: 'SEASON_ROLL',
      target_id: rolled.body.id,
      before_snapshot: { id: first?.id, active: true },
    });
    expect((await post('/seasons/roll', { name: 'Season 2', days: 30 })).status).toBe(409);
    expect((await post('/seasons', { name: 'Season 3', days: 30 })).status).toBe(409);
  });

  test('are renamed, moved, ended, and begun anew', async () => {
    const { id } = ((await get('/seasons')).items as { id: string }[]).at(-1) ?? { id: '' };
    const ends_at = '2090-01-01T00:00:00.000Z';
    const moved = await change('PATCH', `/seasons/${id}`, { name: 'The Long One', ends_at });
    expect(moved.body).toMatchObject({ name: 'The Long One', ends_at });
    expect((await change('PATCH', `/seasons/${id}`, { ends_at: '2020-01-01T00:00:00Z' })).status).toBe(422);
    expect((await change('PATCH', `/seasons/${id}`, { ends_at: '2090-13-45T00:00:00Z' })).status).toBe(400);
    expect((await change('DELETE', `/seasons/${id}`)).body.active).toBe(false);
    expect((await change('DELETE', `/seasons/${id}`)).status).toBe(409);
    expect((await post('/seasons', { name: 'Another', days: 10 })).status).toBe(201);
    expect((await post('/seasons', { name: 'The Long One', days: 10 })).status).toBe(409);
  });
});

describe('members', () => {
  const member = '80351110224678912';

  test('an award is judged by the engine, and audited with the figures before and after', async () => {
    const answer = await post(`/members/${member}/awards`, { xp: 200, gold: 3, reason: 'For helping.' });
    expect([answer.status, answer.body]).toMatchObject([
      200,
      { xp: 200, gold: 3, totals: { xp: 200, level: 4 } },
    ]);
    expect(await lastAudit()).toMatchObject({
      actor_id: world.owner,
      action_type: 'MANUAL_AWARD',
      target_table: 'users',
      target_id: member,
      before_snapshot: { xp: 0, level: 1, gold: 0 },
      after_snapshot: { member, reason: 'For helping.', xp: 200 },
    });
    const found = await get(`/members?search=${member}`);
    expect(found).toMatchObject({ members: [{ id: member, xp: expect.any(Number) }], next: null });
  });

  test('what the engine refuses is refused, once and again, and not audited', async () => {
    const audited = (await world.audit()).length;
    const wish = { gold: -1_000_000, reason: 'Too much.' };
    const first = await post(`/members/${member}/awards`, wish, 'too-much');
    expect([first.status, first.body]).toMatchObject([409, { status: 409, reason: 'out_of_range' }]);
    expect(first.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect((await post(`/members/${member}/awards`, wish, 'too-much')).body).toEqual(first.body);
    expect((await world.audit()).length).toBe(audited);
  });

  test('achievements are granted and taken back', async () => {
    const { items } = (await get('/achievements')) as { items: { id: string; name: string }[] };
    const galaxy = items.find(({ name }) => name === 'Galaxy')?.id;
    const path = `/v1/admin/members/${member}/achievements/${galaxy}`;
    const granted = await browser.ask('PUT', path);
    expect([granted.status, granted.body.xp]).toEqual([200, 250]);
    expect((await browser.ask('PUT', path)).status).toBe(409);
    expect(await get(`/members/${member}`)).toMatchObject({
      achievements: expect.arrayContaining([
        expect.objectContaining({ name: 'Galaxy', granted_by: world.owner }),
      ]),
    });
    expect((await browser.ask('DELETE', path)).body.xp).toBe(-250);
    expect(await lastAudit()).toMatchObject({
      action_type: 'MANUAL_REVOKE',
      before_snapshot: { achievement: galaxy },
    });
    expect((await browser.ask('PUT', `/v1/admin/members/${member}/achievements/999999`)).status).toBe(404);
  });

  test('while the engine is away a command waits, and is settled and audited once', async () => {
    const audited = (await world.audit()).length;
    await world.stopEngine();
    const wish = { xp: 1, reason: 'Later.' };
    const waiting = await post(`/members/${member}/awards`, wish, 'later');
    expect([waiting.status, waiting.body]).toEqual([202, { status: 'pending' }]);
    await world.restartAdmin();
    // As if the minute in which it may still be on its way had passed.
    await world.rows(`update change_requests set asked_at = asked_at - interval '1 minute'`);
    await world.startEngine();
    await eventually('it to be settled', async () => {
      return (await world.rows('select 1 from change_requests where status is null')).length === 0;
    });
    expect((await post(`/members/${member}/awards`, wish, 'later')).status).toBe(200);
    expect((await world.audit()).length).toBe(audited + 1);
    expect(await world.rows(`select 1 from activity_log where metadata->>'reason' = 'Later.'`)).toHaveLength(
      1,
    );
    expect((await world.chain()).broken).toBeNull();
  });

  test('a quest is completed for whoever claimed it', async () => {
    const { body } = await post('/quests', { title: 'A deed', description: 'Do it.' });
    expect(body.xp_reward).toBe(50);
    expect((await browser.ask('POST', `/v1/admin/quests/${body.id}/completion`)).status).toBe(409);
    await world.rows(`update quests set status = 'claimed' where id = $1`, [body.id]);
    await world.rows('insert into quest_claims (quest_id, user_id, claimed_at) values ($1, $2, now())', [
      body.id,
      member,
    ]);
    const done = await browser.ask('POST', `/v1/admin/quests/${body.id}/completion`);
    expect([done.status, done.body]).toMatchObject([200, { xp: 50 }]);
    expect(await lastAudit()).toMatchObject({
      target_table: 'quests',
      after_snapshot: { status: 'complete', member },
    });
    expect((await change('PATCH', `/quests/${body.id}`, { xp_reward: 1 })).status).toBe(409);
  });
});
