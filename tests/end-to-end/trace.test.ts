import { eventually, type Guild } from '@synapse/testkit';
import { COMMANDS } from '../../services/bot/src/commands/commands';
import { registerCommands } from '../../services/bot/src/register-commands';
import { type Collector, startCollector } from '../faults/src/system/collector';
import { type System, startSystem } from './system';

interface Span {
  service: string;
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
}

let collector: Collector;
let system: System;
let guild: Guild;
let channelId: string;
let ada: string;

beforeAll(async () => {
  collector = await startCollector();
  system = await startSystem({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_TRACES_SAMPLER_ARG: '1',
    OTEL_BSP_SCHEDULE_DELAY: '100',
  });
  guild = system.simulator.world.guilds[0] as Guild;
  channelId = guild.channels.find(({ type }) => type === 0)?.id as string;
  ada = guild.members.find(({ user }) => !user.bot)?.user.id as string;
  await system.start('ingest-gateway');
  await system.bootstrap();
  await system.rows(`update settings set value_json = '400' where key = 'xp_base_message'`);
  await system.bootstrap();
  for (const name of ['lake-writer', 'reward-engine', 'query', 'bot'] as const) await system.start(name);
}, 90_000);

afterAll(async () => {
  await system.end();
  await collector.close();
}, 30_000);

/** Every span that was sent so far. Source: OpenTelemetry's protocol, in JSON. */
const spans = (): Span[] =>
  collector.received
    .flatMap((body) => JSON.parse(body.toString('utf8')).resourceSpans)
    .flatMap(({ resource, scopeSpans }) => {
      const { value } = resource.attributes.find(({ key }: { key: string }) => key === 'service.name');
      return scopeSpans.flatMap(({ spans: some }: { spans: Omit<Span, 'service'>[] }) =>
        some.map((span) => ({ ...span, service: value.stringValue })),
      );
    });

/** A span and those that led to it, the first of the trace first. */
function wayTo(span: Span): Span[] {
  const parent = spans().find(({ spanId }) => spanId === span.parentSpanId);
  return parent ? [...wayTo(parent), span] : [span];
}

test('one trace leads from the dispatch through log, decision and outbox to the announcement', async () => {
  system.simulator.act.message({ guildId: guild.id, channelId, authorId: ada, content: 'good morning' });
  await eventually(
    'the level to be told',
    () => system.simulator.transcript.some(({ kind }) => kind === 'message'),
    30_000,
  );
  const way = await eventually('the whole trace to be there', () => {
    const announced = spans().find(({ name }) => name === 'announce');
    const found = announced ? wayTo(announced) : [];
    return found.length >= 4 && found;
  });
  expect(way.map(({ service, name }) => `${service}: ${name}`)).toEqual([
    'ingest-gateway: discord dispatch',
    'reward-engine: fold rewards',
    'bot: note what is owed',
    'bot: announce',
  ]);
  expect(new Set(way.map(({ traceId }) => traceId)).size).toBe(1);
  const [{ traceId } = { traceId: '' }] = way;
  await eventually('the other services to have told theirs', () => {
    const services = spans().flatMap((span) => (span.traceId === traceId ? [span.service] : []));
    return ['lake-writer', 'query'].every((service) => services.includes(service));
  });
}, 60_000);

test('a command and what is asked for it are one trace', async () => {
  const definitions = [...COMMANDS.values()].map(({ definition }) => definition);
  await registerCommands({ token: system.simulator.token, apiUrl: system.simulator.apiUrl }, definitions);
  await system.simulator
    .useCommand({ guildId: guild.id, channelId, userId: ada, name: 'leaderboard' })
    .answer();
  const way = await eventually('the trace to be there', () => {
    const answered = spans().find(({ name }) => name === 'answer getLeaderboard');
    const found = answered ? wayTo(answered) : [];
    return found.length >= 2 && found;
  });
  expect(way.map(({ service, name }) => `${service}: ${name}`)).toEqual([
    'bot: answer /leaderboard',
    'query: answer getLeaderboard',
  ]);
  await system.get('/v1/overview');
  await eventually('the request to be there', () => spans().some(({ name }) => name === 'GET /v1/overview'));
});
