import { createHash } from 'node:crypto';
import { connectBus } from '@synapse/bus';
import { DISCORD_EPOCH_MS } from '@synapse/contracts';
import { eventually, type Guild, tablesNaming } from '@synapse/testkit';
import { type ServiceName, type System, startSystem } from './system';

const KEY = `synapse_${'k'.repeat(43)}`;
/** Who acts on the rules, and where it says which ones. */
const ACTORS: Partial<Record<ServiceName, string>> = {
  'reward-engine': 'synapse_engine_rule_set_version',
  'lake-writer': 'synapse_lake_rule_set_version',
  'ingest-gateway': 'synapse_gateway_rule_set_version',
  bot: 'bot_rule_set_version',
};

let system: System;
let guild: Guild;

beforeAll(async () => {
  system = await startSystem();
  guild = system.simulator.world.guilds[0] as Guild;
  await system.start('ingest-gateway');
  await system.bootstrap();
  for (const name of ['lake-writer', 'reward-engine', 'query', 'admin', 'bot'] as const)
    await system.start(name);
  await system.rows(
    `insert into api_keys (name, digest, scopes, created_by) values ('test', $1, '{read,rules,members}', $2)`,
    [createHash('sha256').update(KEY).digest('hex'), guild.owner_id],
  );
}, 90_000);

afterAll(() => system.end(), 30_000);

let asked = 0;
async function change(method: string, path: string, body: object): Promise<void> {
  asked += 1;
  const answer = await fetch(`${system.adminUrl}/v1/admin${path}`, {
    method,
    headers: {
      authorization: `Bearer ${KEY}`,
      'idempotency-key': `change-${asked}`,
      'if-match': '*',
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });
  expect([answer.status, await answer.text()]).toEqual([200, expect.any(String)]);
}

const newest = async () =>
  (await system.rows<{ version: number }>('select max(version) as version from rule_sets'))[0]?.version;

async function versionIn(name: ServiceName): Promise<number> {
  const [, version] =
    new RegExp(`^${ACTORS[name]}(?:{[^}]*})? (\\d+)`, 'm').exec(await system.metrics(name)) ?? [];
  return Number(version);
}

const everywhere = async () => {
  const version = await newest();
  for (const name of Object.keys(ACTORS) as ServiceName[]) {
    await eventually(`${name} to act on version ${version}`, async () => (await versionIn(name)) === version);
  }
};

test('what an admin changes is in force in whoever acts on the rules, and nobody is restarted', async () => {
  await everywhere();
  const before = await newest();
  await change('PATCH', '/settings', { set: { xp_base_message: 77, cooldown_seconds: 0 } });
  await change('PATCH', '/data-sources', { message_create: false });
  expect(await newest()).toBe((before ?? 0) + 2);
  await everywhere();
  const author = guild.members.find(({ user }) => !user.bot)?.user.id as string;
  const channelId = guild.channels.find(({ type }) => type === 0)?.id as string;
  system.simulator.act.message({ guildId: guild.id, channelId, authorId: author, content: 'hello' });
  await eventually('the message to be judged by it', async () => {
    const rows = await system.rows<{ xp: number }>(
      `select xp_delta as xp from activity_log where event_type = 'MESSAGE'`,
    );
    return rows[0]?.xp === 77;
  });
  await eventually('the lake to have passed it', async () => {
    const [row] = await system.rows<{ passed: boolean }>(
      'select l.sequence >= e.sequence as passed from lake_positions l, engine_positions e',
    );
    return row?.passed;
  });
  expect(await system.rows('select from event_lake')).toEqual([]);
}, 60_000);

test('a category that is renamed on Discord is renamed in the rules by itself', async () => {
  const category = guild.channels.find(({ type }) => type === 4)?.id as string;
  system.simulator.act.renameChannel({ guildId: guild.id, channelId: category, name: 'Renamed on Discord' });
  await eventually(
    'its category to follow',
    async () => (await system.rows(`select from categories where name = 'Renamed on Discord'`)).length === 1,
    30_000,
  );
  await everywhere();
}, 60_000);

/** What a member wrote, and the names of places, which nobody but the parser is to see. */
const CANARY = 'the-canary-sings-at-noon';

/** Sends a file. */
async function upload(file: string): Promise<{ status: number; body: { id: string; state: string } }> {
  asked += 1;
  const answer = await fetch(`${system.adminUrl}/v1/admin/history-imports`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${KEY}`,
      'idempotency-key': `upload-${asked}`,
      'content-type': 'application/octet-stream',
    },
    body: file,
  });
  return { status: answer.status, body: (await answer.json()) as { id: string; state: string } };
}

const messageOf = (n: number, change: object = {}) => ({
  id: String((BigInt(Date.now() - 86_400_000 + n * 1_000) - BigInt(DISCORD_EPOCH_MS)) << 22n),
  type: 'Default',
  content: `${CANARY} ${n}`,
  author: { id: `8035111022467800${n}`, name: 'Ada', isBot: false },
  attachments: [],
  ...change,
});
const exported = (messages: unknown[]) =>
  JSON.stringify({
    guild: { id: guild.id, name: CANARY },
    channel: { id: '555', type: 'GuildTextChat', name: CANARY, topic: CANARY },
    messages,
  });

test('what a file of messages says reaches no log, no table and no stream, whether it can be read or not', async () => {
  const whole = exported([
    messageOf(1),
    messageOf(2, { id: CANARY }),
    messageOf(3, { author: CANARY }),
    messageOf(4, { content: { [CANARY]: CANARY } }),
    messageOf(5, { type: CANARY }),
    CANARY,
    messageOf(6),
  ]);
  for (const broken of [
    CANARY,
    whole.slice(0, -30),
    whole.replace('"messages"', CANARY),
    exported([CANARY]),
    `{"guild":{"id":"${CANARY}"},"channel":{"id":"${CANARY}"},"messages":[{}]}`,
  ])
    expect((await upload(broken)).status).toBe(422);
  const { status, body } = await upload(whole);
  expect([status, body.state]).toEqual([201, 'read']);
  await upload(whole);
  asked += 1;
  const applied = await fetch(`${system.adminUrl}/v1/admin/history-imports/${body.id}/apply`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'idempotency-key': `apply-${asked}` },
  });
  expect(applied.status).toBe(200);
  await eventually('both messages to be judged', async () => {
    const rows = await system.rows(
      `select from activity_log where metadata->>'history' = 'true' and event_type = 'MESSAGE'`,
    );
    return rows.length === 2;
  });
  expect(await tablesNaming(system, CANARY)).toEqual([]);
  expect(system.output.length).toBeGreaterThan(20);
  expect(system.output.filter((line) => line.includes(CANARY))).toEqual([]);
  const bus = await connectBus({ url: system.nats.url, name: 'test' });
  try {
    for await (const { config, state } of bus.jsm.streams.list()) {
      for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
        const message = await bus.jsm.streams.getMessage(config.name, { seq });
        expect([config.name, Buffer.from(message?.data ?? []).includes(CANARY)]).toEqual([
          config.name,
          false,
        ]);
      }
    }
  } finally {
    await bus.close();
  }
}, 60_000);
