import { randomUUID } from 'node:crypto';
import { type ChangeDescription, DISCORD_EPOCH_MS } from '@synapse/contracts';
import { buildFact, eventually, publishFacts, roleUrl, runInProcess } from '@synapse/testkit';
import { runLakeWriter } from '../../services/lake-writer/src/app';
import { type Route, routesOf } from '../fuzz/open-api';
import { type AdminWorld, startAdminWorld } from './admin-world';

type Browser = Awaited<ReturnType<AdminWorld['signedIn']>>;

/** One request of a change that succeeds. */
interface Wish {
  params?: Record<string, string>;
  query?: string;
  body?: unknown;
  file?: string;
}

let world: AdminWorld;
let browser: Browser;
let changes: ChangeDescription[];
let routes: Route[];
let galaxy: string;

beforeAll(async () => {
  world = await startAdminWorld();
  browser = await world.signedIn();
  routes = await routesOf(world.url);
  changes = (await browser.get<{ items: ChangeDescription[] }>('/v1/admin/changes')).body.items;
  const { body } = await browser.get<{ items: { id: string; name: string }[] }>('/v1/admin/achievements');
  galaxy = body.items.find(({ name }) => name === 'Galaxy')?.id ?? '';
  const at = new Date(Date.now() - 3_600_000).toISOString();
  const fact = { id: 'msg:1', user_id: '5', guild_id: world.guild.id, at, received_at: at };
  await publishFacts(world.servers.bus, 'main', [buildFact('message_create', fact)]);
  await eventually('it to be judged', async () => (await world.rows('select from activity_log')).length > 0);
  const lakeWriter = await runInProcess('lake-writer', runLakeWriter, {
    NATS_URL: world.servers.nats.url,
    DATABASE_URL: roleUrl(world.servers.database.url, 'synapse_lake_writer'),
  });
  await eventually(
    'it to be in the lake',
    async () => (await world.rows('select from event_lake')).length > 0,
  );
  // What is asked of it then waits, and can be stopped.
  await lakeWriter.stop();
});
afterAll(() => world.end());
beforeEach(() => world.rows('delete from change_requests'));

let made = 0;
const another = (word: string) => `${word} ${++made}`;
const member = () => String(80351110224678000n + BigInt(++made));
const filled = (path: string, params: Record<string, string> = {}) =>
  path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));

/** Sends a wish under a key of its own. */
function send({ method, path }: ChangeDescription, wish: Wish, headers: Record<string, string>, key: string) {
  const { params, query = '', body = wish.file } = wish;
  return browser.ask(method, `/v1/admin${filled(path, params)}${query}`, {
    body,
    key,
    headers: { ...(wish.file !== undefined && { 'content-type': 'application/octet-stream' }), ...headers },
  });
}

/** Makes a change by its name, whatever it is now. @returns the answer's body */
async function make(name: string, wish: Wish): Promise<Record<string, unknown>> {
  const change = changes.find((one) => one.name === name);
  if (!change) throw new Error(`There is no change ${name}.`);
  const { status, body } = await send(change, wish, { 'if-match': '*' }, randomUUID());
  if (status >= 300) throw new Error(`${name} ended with ${status}: ${JSON.stringify(body)}`);
  return body;
}
const idOf = async (name: string, wish: Wish) => ({ id: String((await make(name, wish)).id) });
/** @throws when what is waited for has failed */
const until = (path: string, is: (body: Record<string, unknown>) => boolean) =>
  eventually(
    `${path} to be so`,
    async () => {
      const { body } = await browser.get(`/v1/admin${path}`);
      if (body.state === 'failed') throw new Error(`${path} failed: ${body.problem}`);
      return is(body);
    },
    60_000,
  );

const category = () => ({ body: { guild_id: world.guild.id, name: another('Category') } });
const achievement = () => ({
  body: {
    name: another('Achievement'),
    description: 'd',
    requirement_type: 'custom',
    requirement_scope: 'lifetime',
    rarity: 'rare',
  },
});
const quest = () => ({ body: { title: another('Quest'), description: 'd' } });
const season = () => ({ body: { name: another('Season'), days: 10 } });
const members = () => ({ query: '?format=csv&keep=xp', file: `id,xp\n${member()},500\n` });
const history = () => ({
  file: JSON.stringify({
    guild: { id: world.guild.id },
    channel: { id: '555', type: 'GuildTextChat' },
    messages: [
      {
        id: String((BigInt(Date.now() - 1_000 - ++made) - BigInt(DISCORD_EPOCH_MS)) << 22n),
        type: 'Default',
        content: 'hi',
        author: { id: member(), name: 'Ada', isBot: false },
        attachments: [],
      },
    ],
  }),
});
const key = () => ({ body: { name: another('Key'), scopes: ['read'] } });
const whatIf = (since = '2020-01-01T00:00:00.000Z') => ({
  body: { changes: { settings: { gold_per_level_up: 100 + ++made } }, since },
});

/** Something happens now, for facts that an applied what-if judged anew are no other's to judge. @returns when */
async function somethingHappens(): Promise<string> {
  const at = new Date().toISOString();
  const id = `msg:${++made}`;
  const fact = { id, user_id: '5', guild_id: world.guild.id, at, received_at: at };
  await publishFacts(world.servers.bus, 'main', [buildFact('message_create', fact)]);
  const judged = () => world.rows('select from activity_log where source_event_id like $1', [`${id}%`]);
  await eventually('it to be judged', async () => (await judged()).length > 0);
  return at;
}

async function importThatIs(state: 'read' | 'applied') {
  const params = await idOf('create_import', members());
  if (state === 'read') return { params };
  await make('apply_import', { params });
  await until(`/imports/${params.id}`, (body) => body.state === state);
  return { params };
}

async function whatIfThatIs(state: 'done' | 'applied') {
  const params = await idOf('ask_what_if', whatIf(await somethingHappens()));
  await until(`/what-ifs/${params.id}`, (body) => body.state === 'done');
  if (state === 'done') return { params };
  await make('apply_what_if', { params });
  await until(
    `/what-ifs/${params.id}`,
    ({ application }) => (application as { state: string } | null)?.state === state,
  );
  return { params };
}

async function claimedQuest() {
  const params = await idOf('create_quest', quest());
  await world.rows(`update quests set status = 'claimed' where id = $1`, [params.id]);
  await world.rows('insert into quest_claims (quest_id, user_id, claimed_at) values ($1, 5, now())', [
    params.id,
  ]);
  return { params };
}

async function letter() {
  await world.rows(
    `insert into engine_dead_letters
       (community, stream_created, sequence, fact_index, subject, reason, detail, raw, logged_at)
     select 'main', stream_created, $1, 0, 'synapse.facts.v1.main.discord', 'unknown_type', '', $2, now()
     from engine_positions`,
    [1_000 + ++made, Buffer.from(JSON.stringify(buildFact('message_create', { id: `msg:letter-${made}` })))],
  );
  const { body } = await browser.get<{ items: { id: string }[] }>(
    '/v1/admin/dead-letters?owner=reward-engine',
  );
  return { params: { id: body.items[0]?.id ?? '' } };
}

async function endedSeason() {
  const { body } = await browser.get<{ items: { id: string; active: boolean }[] }>('/v1/admin/seasons');
  const active = body.items.find((one) => one.active);
  if (active) await make('end_season', { params: { id: active.id } });
  return season();
}

async function activeSeason() {
  await endedSeason();
  return { params: await idOf('start_season', season()) };
}

const holding = () => ({ params: { member: member(), achievement: galaxy } });
const OF_THE_ENGINE = ['start_rebuild', 'ask_what_if'];
let isEngineAway = false;
afterEach(async () => {
  if (isEngineAway) await world.startEngine();
  isEngineAway = false;
});
const stopped =
  (name: string, wish: Wish = {}) =>
  async () => {
    if (OF_THE_ENGINE.includes(name)) {
      // It would be done before it can be stopped.
      await world.stopEngine();
      isEngineAway = true;
    }
    return { params: await idOf(name, wish) };
  };

/** How each change is asked for so that it is made: whoever adds a change adds a line here. */
const WISHES: Record<string, () => Wish | Promise<Wish>> = {
  set_up: () => ({}),
  create_category: category,
  update_category: async () => ({
    params: await idOf('create_category', category()),
    body: { description: 'd' },
  }),
  set_multiplier: async () => ({
    params: { ...(await idOf('create_category', category())), interaction_type: 'MESSAGE' },
    body: { xp_multiplier: 2, star_multiplier: 1 },
  }),
  delete_category: async () => ({ params: await idOf('create_category', category()) }),
  create_achievement: achievement,
  update_achievement: async () => ({
    params: await idOf('create_achievement', achievement()),
    body: { xp_reward: 7 },
  }),
  delete_achievement: async () => ({ params: await idOf('create_achievement', achievement()) }),
  start_season: endedSeason,
  update_season: async () => ({ ...(await activeSeason()), body: { name: another('Renamed') } }),
  end_season: activeSeason,
  roll_season: season,
  create_quest: quest,
  update_quest: async () => ({ params: await idOf('create_quest', quest()), body: { xp_reward: 7 } }),
  delete_quest: async () => ({ params: await idOf('create_quest', quest()) }),
  complete_quest: claimedQuest,
  update_settings: () => ({ body: { set: { cooldown_seconds: 31 + ++made } } }),
  update_data_sources: () => ({ body: { voice_tick: false } }),
  erase_member: async () => {
    const params = { member: member() };
    await make('award', { params, body: { xp: 1, reason: 'r' } });
    return { params };
  },
  award: async () => {
    const params = { member: member() };
    await make('award', { params, body: { xp: 1, reason: 'r' } });
    return { params, body: { xp: 2, reason: 'r' } };
  },
  grant_achievement: async () => {
    const wish = holding();
    await make('award', { params: wish.params, body: { xp: 1, reason: 'r' } });
    return wish;
  },
  revoke_achievement: async () => {
    const wish = holding();
    await make('grant_achievement', wish);
    return wish;
  },
  create_import: members,
  apply_import: () => importThatIs('read'),
  undo_import: () => importThatIs('applied'),
  discard_import: () => importThatIs('read'),
  create_history_import: history,
  apply_history_import: async () => ({ params: await idOf('create_history_import', history()) }),
  discard_history_import: async () => ({ params: await idOf('create_history_import', history()) }),
  redrive_dead_letter: letter,
  discard_dead_letter: letter,
  start_retention: () => ({}),
  stop_retention: stopped('start_retention'),
  start_reconciliation: () => ({}),
  stop_reconciliation: stopped('start_reconciliation'),
  start_rebuild: () => ({ body: { repair: false } }),
  stop_rebuild: stopped('start_rebuild', { body: { repair: false } }),
  ask_what_if: whatIf,
  stop_what_if: stopped('ask_what_if', whatIf()),
  apply_what_if: () => whatIfThatIs('done'),
  undo_what_if: () => whatIfThatIs('applied'),
  create_api_key: key,
  revoke_api_key: async () => ({ params: await idOf('create_api_key', key()) }),
};

/** Where what a change changes is read: at the longest part of its path that can be. */
function placeOf({ path }: ChangeDescription, params: Record<string, string> = {}): string {
  const reads = routes
    .filter(({ method }) => method === 'GET')
    .map((route) => route.path.replace(/\{\w+\}/g, '{}'));
  for (let part = path; part !== ''; part = part.slice(0, part.lastIndexOf('/'))) {
    if (reads.includes(`/v1/admin${part.replace(/:\w+/g, '{}')}`)) return `/v1/admin${filled(part, params)}`;
  }
  throw new Error(`Nobody can read what ${path} changes.`);
}

const audited = async () => (await world.audit()).length;
const asked = async () => (await world.rows('select from change_requests')).length;

test('whatever the API changes is one of the changes, or a session; and each asks for an Idempotency-Key', () => {
  const known = new Set(
    changes.map(({ method, path }) => `${method} /v1/admin${path.replace(/:(\w+)/g, '{$1}')}`),
  );
  const others = routes.filter(
    ({ method, path }) => method !== 'GET' && !/\/sessions?$/.test(path) && !known.has(`${method} ${path}`),
  );
  expect(others).toEqual([]);
  for (const { method, path, operation } of routes.filter((one) => known.has(`${one.method} ${one.path}`))) {
    const header = operation.parameters?.find(({ name }) => name === 'idempotency-key');
    expect([method, path, header?.required]).toEqual([method, path, true]);
  }
  expect(new Set(Object.keys(WISHES))).toEqual(new Set(changes.map(({ name }) => name)));
});

test.each(Object.keys(WISHES))(
  '%s: not by whoever saw another version; once for each key, and audited once',
  async (name) => {
    const change = changes.find((one) => one.name === name);
    if (!change) throw new Error(`There is no change ${name}.`);
    const wish = (await WISHES[name]?.()) ?? {};
    const names = change.path.includes(':') || change.versioned;
    const place = names ? placeOf(change, wish.params) : null;
    const before = place && (await browser.get(place));
    const etag = before?.headers.get('etag');
    const [trail, requests] = [await audited(), await asked()];
    if (place) {
      expect([place, before?.status, etag]).toEqual([place, 200, expect.stringMatching(/^"[\w-]{27}"$/)]);
      const stale = await send(change, wish, { 'if-match': '"stale"' }, randomUUID());
      expect([stale.status, stale.body.status]).toEqual([412, 412]);
      if (change.versioned) expect((await send(change, wish, {}, randomUUID())).status).toBe(428);
      expect((await browser.get(place)).headers.get('etag')).toBe(etag);
      expect([await audited(), await asked()]).toEqual([trail, requests]);
    }
    const headers: Record<string, string> = etag ? { 'if-match': etag } : {};
    const first = await send(change, wish, headers, `key-${name}`);
    expect([first.status < 300, first.status !== 202, first.body]).toEqual([true, true, first.body]);
    const again = await send(change, wish, headers, `key-${name}`);
    const { key: _, ...remembered } = first.body as Record<string, unknown>;
    expect([again.status, again.body]).toEqual([first.status, remembered]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await audited()).toBe(trail + 1);
    const other = changes.find(
      (one) => one.name === (name === 'start_retention' ? 'start_reconciliation' : 'start_retention'),
    );
    if (other) expect((await send(other, {}, {}, `key-${name}`)).status).toBe(422);
  },
);

test('and the chain of the audit trail holds', async () => {
  expect((await world.chain()).broken).toBeNull();
});
