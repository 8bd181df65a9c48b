import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  type Bus,
  buryWebhook,
  connectBus,
  createRelay,
  deadWebhooks,
  deadWebhooksStream,
  ensureStream,
  openRewards,
  rewardsStream,
} from '@synapse/bus';
import { decodeRewardFrame, encodeRewardFrame, type RewardEvent } from '@synapse/contracts';
import {
  eventually,
  type NatsServer,
  type RunningService,
  runInProcess,
  startNats,
  temporaryFolder,
} from '@synapse/testkit';
import { Webhook } from 'standardwebhooks';
import { runWebhooks } from './app.js';
import { readEndpoints } from './endpoints.js';
import { forgetMember } from './forget-member.js';
import { redeliver } from './redeliver.js';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw9YbGAzTrHNI=';
const golden = readFileSync(join(__dirname, '../../../libs/contracts/test/golden/reward-frame-v1.json'));
const { events } = decodeRewardFrame(golden);

/** Somebody's endpoint: answers with what it was told to, and remembers what came. */
async function receiver() {
  const posts: { headers: IncomingHttpHeaders; body: string }[] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      posts.push({ headers: request.headers, body });
      response.writeHead(answers.shift() ?? 204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    posts,
    answers,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

let folder: ReturnType<typeof temporaryFolder>;
let nats: NatsServer;
let bus: Bus;
let crm: Awaited<ReturnType<typeof receiver>>;
let service: RunningService | undefined;

beforeEach(async () => {
  folder = temporaryFolder();
  nats = await startNats({ dataDir: folder.path, durable: false });
  bus = await connectBus({ url: nats.url, name: 'test' });
  await ensureStream(bus, rewardsStream());
  crm = await receiver();
});

afterEach(async () => {
  await service?.stop();
  service = undefined;
  await crm.close();
  await bus.close();
  await nats.stop();
  folder.remove();
});

async function start(kinds: string[], attempts = 3, told = events): Promise<void> {
  const endpoint = { name: 'crm', url: crm.url, secret: SECRET, kinds };
  const run: typeof runWebhooks = (context) => runWebhooks({ ...context, delayMs: () => 5 });
  service = await runInProcess('webhooks', run, {
    NATS_URL: nats.url,
    WEBHOOKS: JSON.stringify([endpoint]),
    WEBHOOK_ATTEMPTS: attempts,
  });
  await eventually('readiness', () => service?.ready.report().checks.endpoints?.ready);
  if (told.length > 0) await tell(told);
}

async function tell(told: readonly RewardEvent[]): Promise<void> {
  const publish = await createRelay(bus, 'main');
  const frame = { ...decodeRewardFrame(golden), events: [...told] };
  await publish({ frame: 1, body: encodeRewardFrame(frame), traceparent: null });
}

const types = () => crm.posts.map(({ body }) => (JSON.parse(body) as { type: string }).type);

test('posts what was asked for in order, signed so that any Standard Webhooks library can tell', async () => {
  await start(['level_reached', 'quest_changed']);
  await eventually('both', () => crm.posts.length === 2);
  expect(types()).toEqual(['level_reached', 'quest_changed']);
  const [{ headers, body } = { headers: {}, body: '' }] = crm.posts;
  const event = events.find(({ kind }) => kind === 'level_reached');
  expect(new Webhook(SECRET).verify(body, headers as Record<string, string>)).toEqual({
    type: 'level_reached',
    timestamp: event?.at,
    data: event,
  });
  expect(headers['webhook-id']).toBe(event?.id);
  expect(() => new Webhook(SECRET).verify(`${body} `, headers as Record<string, string>)).toThrow();
});

test('tries again what was not taken, and lets nothing overtake it', async () => {
  crm.answers.push(500, 302);
  await start(['level_reached', 'quest_changed']);
  await eventually('both', () => crm.posts.length === 4);
  expect(types()).toEqual(['level_reached', 'level_reached', 'level_reached', 'quest_changed']);
});

test('what is never taken becomes a dead letter, and can be posted later', async () => {
  crm.answers.push(500, 500);
  // The golden frame erases the member in the end.
  const told = events.filter(({ kind }) => kind !== 'member_erased');
  await start(['level_reached', 'quest_changed'], 2, told);
  await eventually('the one after it', () => types().includes('quest_changed'));
  const index = events.findIndex(({ kind }) => kind === 'level_reached');
  const dead: string[] = [];
  for await (const { body } of deadWebhooks(bus, 'main', 'crm'))
    dead.push(Buffer.from(body).toString('utf8'));
  expect(dead.map((text) => JSON.parse(text))).toEqual([
    { event: events[index], place: { frame: 1, index }, attempts: 2, why: 'answered 500' },
  ]);
  const endpoint = { name: 'crm', url: crm.url, secret: SECRET };
  const { signal } = new AbortController();
  crm.answers.push(503);
  expect(await redeliver(bus, 'main', endpoint, signal)).toMatchObject({
    taken: 0,
    refused: expect.stringMatching(/503/),
  });
  expect(await redeliver(bus, 'main', endpoint, signal)).toEqual({ taken: 1, unreadable: 0 });
  expect(await redeliver(bus, 'main', endpoint, signal)).toEqual({ taken: 0, unreadable: 0 });
});

test('a dead letter that nobody can read is told of, keeps nobody waiting, and forgets the erased', async () => {
  const erasure = events.find((event) => event.kind === 'member_erased') as RewardEvent & {
    member_id: string;
  };
  await ensureStream(bus, deadWebhooksStream());
  const texts = ['this is not JSON', '{"event": null}', '{"event": {"kind": "granted"}}'];
  for (const [n, text] of [...texts, `{"of": "${erasure.member_id}"`].entries()) {
    await buryWebhook(bus, { community: 'main', endpoint: 'crm', id: String(n), body: Buffer.from(text) });
  }
  await start(['level_reached'], 3, [erasure, ...events.filter(({ kind }) => kind === 'level_reached')]);
  await eventually('the event after the erasure', () => types().length === 1);
  const left: string[] = [];
  for await (const { body } of deadWebhooks(bus, 'main')) left.push(Buffer.from(body).toString('utf8'));
  expect(left).toEqual(texts);
  const endpoint = { name: 'crm', url: crm.url, secret: SECRET };
  expect(await redeliver(bus, 'main', endpoint, new AbortController().signal)).toEqual({
    taken: 0,
    unreadable: 3,
  });
});

test('dead letters forget a member who was erased, and nobody else', async () => {
  const [ADA, BOB] = ['80351110224678912', '80351110224678913'];
  const of = (kind: string, more: object) =>
    ({ ...events.find((event) => event.kind === kind), ...more }) as RewardEvent;
  const member = (id = '') => ({ id, name: 'Somebody', avatar: null });
  const erasure = of('member_erased', { id: 'erasure', at: '2026-06-01T00:00:00.000Z', member_id: ADA });
  const standings = [ADA, BOB].map((id, n) => ({ rank: n + 1, stars: 5, member: member(id) }));
  const buried = [
    of('granted', { id: 'before', member: member(ADA) }),
    of('granted', { id: 'after', at: '2026-06-02T00:00:00.000Z', member: member(ADA) }),
    of('granted', { id: 'stranger', member: member(BOB) }),
    of('command_settled', { id: 'asked', actor: ADA }),
    of('season_closed', { id: 'season', standings }),
    erasure,
  ];
  await ensureStream(bus, deadWebhooksStream());
  for (const event of buried) {
    const body = Buffer.from(JSON.stringify({ event, attempts: 1, why: 'answered 500' }));
    await buryWebhook(bus, { community: 'main', endpoint: 'gone', id: event.id, body });
  }
  await start(['level_reached'], 3, [erasure, of('level_reached', {})]);
  await eventually('the last', () => types().length > 0);
  expect(types()).toEqual(['level_reached']);
  const left: RewardEvent[] = [];
  for await (const { endpoint, body } of deadWebhooks(bus, 'main')) {
    expect(endpoint).toBe('gone');
    left.push((JSON.parse(Buffer.from(body).toString('utf8')) as { event: RewardEvent }).event);
  }
  expect(left.map(({ id }) => id)).toEqual(['after', 'stranger', 'erasure', 'season']);
  expect(left.at(-1)).toMatchObject({ standings: standings.slice(1) });
});

test('a dead letter goes with a member by the order of the stream, whatever the clocks said', async () => {
  const of = (kind: string, more: object) =>
    ({ ...events.find((event) => event.kind === kind), ...more }) as RewardEvent;
  const ahead = of('level_reached', { id: 'ahead', at: '2026-06-01T00:00:05.000Z' });
  const member_id = 'member' in ahead ? ahead.member.id : '';
  const erasure = of('member_erased', { id: 'erasure', at: '2026-06-01T00:00:00.000Z', member_id });
  const after = { ...ahead, id: 'after', at: erasure.at };
  crm.answers.push(410, 410);
  await start(['level_reached', 'quest_changed'], 3, [ahead, erasure, after, of('quest_changed', {})]);
  await eventually('the last', () => types().includes('quest_changed'));
  // As an endpoint does that is slower.
  await forgetMember(bus, 'main', erasure as Parameters<typeof forgetMember>[2], { frame: 1, index: 1 });
  const left: string[] = [];
  for await (const { body } of deadWebhooks(bus, 'main'))
    left.push((JSON.parse(Buffer.from(body).toString('utf8')) as { event: RewardEvent }).event.id);
  expect(left).toEqual(['after']);
});

test('an endpoint that is gone is asked once', async () => {
  crm.answers.push(410);
  await start(['level_reached', 'quest_changed']);
  await eventually('the next', () => types().includes('quest_changed'));
  expect(types()).toEqual(['level_reached', 'quest_changed']);
});

test('what was not taken before a stop is posted after the next start', async () => {
  crm.answers.push(...Array.from({ length: 1_000 }, () => 500));
  await start(['level_reached'], 100);
  await eventually('an attempt', () => crm.posts.length > 0);
  await service?.stop();
  crm.answers.length = 0;
  const before = crm.posts.length;
  const endpoint = { name: 'crm', url: crm.url, secret: SECRET, kinds: ['level_reached'] };
  service = await runInProcess('webhooks', runWebhooks, {
    NATS_URL: nats.url,
    WEBHOOKS: JSON.stringify([endpoint]),
    WEBHOOK_ATTEMPTS: 2,
  });
  await eventually('it', () => crm.posts.length > before);
});

test('what a process was at when it was killed is posted soon after by the next', async () => {
  const reader = { durable: 'webhook-crm', community: 'main', from: 'new' } as const;
  const killed = await connectBus({ url: nats.url, name: 'test' });
  const { frames } = await openRewards(killed, { ...reader, signal: new AbortController().signal });
  await tell(events);
  await frames.next();
  await killed.close();
  await frames.return(undefined);
  // As earlier builds made it.
  await bus.jsm.consumers.update('REWARDS', reader.durable, { ack_wait: 30_000_000_000 });
  await start(['level_reached'], 3, []);
  await eventually('it', () => types().length === 1);
});

test.each([
  ['no JSON', '[{', /not JSON/],
  ['no endpoint', '[]', /wrong at \//],
  [
    'a secret that is none',
    `[{"name":"a","url":"https://example.org","secret":"hunter2"}]`,
    /wrong at \/0\/secret/,
  ],
  [
    'an unknown kind',
    `[{"name":"a","url":"https://example.org","secret":"${SECRET}","kinds":["x"]}]`,
    /kinds/,
  ],
  ['plain http', `[{"name":"a","url":"http://example.org","secret":"${SECRET}"}]`, /not https/],
])('refuses %s, and shows no secret', (_, text, words) => {
  expect(() => readEndpoints(text)).toThrow(words);
  try {
    readEndpoints(text);
  } catch (error) {
    expect(String(error)).not.toMatch(/hunter2|MfKQ9/);
  }
});
