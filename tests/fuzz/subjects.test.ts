import { askRequest, publishFrame } from '@synapse/bus';
import {
  CHANGE_REQUEST_VERSION,
  COMMANDS,
  type CommandType,
  changeSubject,
  commandSubject,
  configSubject,
  defaultRuleSet,
  discordSubject,
  EntryMustWaitError,
  encodeFrame,
  FRAME_MAX_FACTS,
  historySubject,
  JOB_REQUEST_VERSION,
  JOBS,
  type JobKind,
  jobSubject,
  LAKE_EVENT_TYPES,
  querySubject,
  readEntry,
} from '@synapse/contracts';
import {
  A_MOMENT,
  buildCommand,
  buildFact,
  eventually,
  publishFacts,
  type RunningService,
  roleUrl,
  runInProcess,
} from '@synapse/testkit';
import fc from 'fast-check';
import { runLakeWriter } from '../../services/lake-writer/src/app';
import { type RunningQuery, startQuery, until } from '../../services/query/test-support/running-query';
import { type AdminWorld, startAdminWorld } from '../admin/admin-world';
import { fromSchema, type Schema } from './from-schema';
import { asItMayCome, FUZZ_FACTOR, FUZZ_SEED, hostileValue, spoilt } from './hostile-values';
import { bodyOf, parametersIn, type Route, routesOf } from './open-api';

let world: AdminWorld;
let lake: RunningService;
let query: RunningQuery;
let routes: { query: Route[]; admin: Route[] };

beforeAll(async () => {
  world = await startAdminWorld();
  const { servers } = world;
  const as = (role: string) => roleUrl(servers.database.url, role);
  lake = await runInProcess('lake-writer', runLakeWriter, {
    NATS_URL: servers.nats.url,
    DATABASE_URL: as('synapse_lake_writer'),
  });
  query = await startQuery({ databaseUrl: as('synapse_query'), natsUrl: servers.nats.url });
  await until(() => query.ready.report().checks.boards.ready === true);
  routes = { query: await routesOf(query.url), admin: await routesOf(world.url) };
});
afterAll(async () => {
  await query.stop();
  await lake.stop();
  await world.end();
});

let made = 0;
/** Ids that nothing else has. */
const next = () => {
  made += 1;
  return String(810_000_000_000_000_000n + BigInt(made));
};

const put = (subject: string, body: string | Uint8Array) =>
  publishFrame(world.servers.bus, { subject, id: `fuzz:${next()}`, body: Buffer.from(body) });

/** Waits until both readers of the log have come as far as its end. */
const folded = () =>
  eventually(
    'the log to be folded',
    async () => {
      const { state } = await world.servers.bus.jsm.streams.info('FACTS_main');
      const [row] = await world.rows<{ done: boolean }>(
        'select l.sequence = $1 and e.sequence = $1 as done from lake_positions l join engine_positions e using (community)',
        [state.last_seq],
      );
      return row?.done;
    },
    60_000,
  );

/** Facts that nothing is wrong with, of members who do nothing else: of today, for older ones leave the lake in time. */
const good = (count: number) =>
  Array.from({ length: count }, () => {
    const id = next();
    const at = new Date().toISOString();
    return buildFact('message_create', { id: `msg:${id}`, user_id: id, at, received_at: at });
  });

/** Each was judged once and laid once. */
async function mustBeCounted(facts: readonly { id: string }[]): Promise<void> {
  await folded();
  const ids = facts.map(({ id }) => id);
  const [row] = await world.rows(
    `select (select count(*)::int from activity_log where source_event_id = any($1)) as judged,
            (select count(*)::int from event_lake_sources where source_id = any($1)) as laid`,
    [ids],
  );
  expect(row).toEqual({ judged: ids.length, laid: ids.length });
}

/** An entry of a later release is waited for and never skipped: that is tried elsewhere. */
const isOfLater = (text: string): boolean => {
  try {
    const { v } = (JSON.parse(text) ?? {}) as { v?: unknown };
    return Number.isSafeInteger(v) && (v as number) > 1;
  } catch {
    return false;
  }
};

const factLine = fc
  .constantFrom(...LAKE_EVENT_TYPES)
  .map((type) =>
    buildFact(type, { id: `fuzz:${next()}`, user_id: next(), actor: { name: 'Ada', avatar: null } }),
  );

/** A fact as it may come, on one line. */
const anyLine = fc
  .oneof(
    { weight: 20, arbitrary: asItMayCome(factLine) },
    { weight: 1, arbitrary: fc.constant(`"${'x'.repeat(300_000)}"`) },
  )
  .map((text) => text.replaceAll('\n', ' '));

const anyHeader = asItMayCome(fc.constant({ v: 1, id: 'frame' })).filter(
  (text) => !isOfLater(text.split('\n')[0] ?? ''),
);

const anyCommand = fc
  .constantFrom(...(Object.keys(COMMANDS) as CommandType[]))
  .chain((type) =>
    fromSchema(COMMANDS[type].body as Schema).chain((body) =>
      asItMayCome(
        fc.constant(buildCommand(type, body as never, { id: `fuzz-${next()}`, actor: next() })),
      ).filter((text) => !isOfLater(text)),
    ),
  );

const assert = <T>(what: fc.Arbitrary<T>, numRuns: number, work: (value: T) => Promise<void>) =>
  fc.assert(fc.asyncProperty(what, work), {
    numRuns: numRuns * FUZZ_FACTOR,
    seed: FUZZ_SEED,
    endOnFailure: true,
  });

describe(`FUZZ_SEED=${FUZZ_SEED}`, () => {
  const PATIENCE = 60_000 * FUZZ_FACTOR;

  test.each([
    ['facts', discordSubject('main')],
    ['history', historySubject('main')],
  ])(
    'whatever stands in a frame of %s, its neighbours count once',
    async (_, subject) => {
      await assert(fc.array(anyLine, { minLength: 10, maxLength: 60 }), 8, async (lines) => {
        const neighbours = good(lines.length);
        const mixed = lines.flatMap((line, n) => [line, JSON.stringify(neighbours[n])]);
        expect(mixed.length).toBeLessThanOrEqual(FRAME_MAX_FACTS);
        for (let from = 0; from < mixed.length; from += 4) {
          await put(subject, encodeFrame(`fuzz:${next()}`, mixed.slice(from, from + 4)));
        }
        await mustBeCounted(neighbours);
      });
    },
    PATIENCE,
  );

  test(
    'whatever a frame begins with, those before and behind it count once',
    async () => {
      await assert(anyHeader, 60, async (header) => {
        await put(discordSubject('main'), `${header}\n${JSON.stringify(good(1)[0])}`);
      });
      const neighbours = good(1);
      await publishFacts(world.servers.bus, 'main', neighbours);
      await mustBeCounted(neighbours);
    },
    PATIENCE,
  );

  test.each(['admin', 'bot'] as const)(
    'whatever command %s sends, what comes behind it counts',
    async (issuer) => {
      await assert(anyCommand, 150, async (command) => {
        await put(commandSubject('main', issuer), command);
      });
      const neighbours = good(1);
      await publishFacts(world.servers.bus, 'main', neighbours);
      await mustBeCounted(neighbours);
    },
    PATIENCE,
  );

  test('nothing of it was readable and yet impossible to apply', async () => {
    const sql = (table: string) =>
      `select detail, convert_from(raw, 'UTF8') as raw from ${table} where reason = 'impossible'`;
    expect(await world.rows(sql('engine_dead_letters'))).toEqual([]);
    expect(await world.rows(sql('lake_dead_letters'))).toEqual([]);
  });

  test(
    'query answers whatever it is asked, and never with a fault of its own',
    async () => {
      const ask = async (name: string, body: string) => {
        const reply = await world.servers.bus.nc.request(querySubject('main', name), body, {
          timeout: 10_000,
        });
        return reply.json<{ problem?: { status: number } }>().problem?.status ?? 200;
      };
      const statuses = new Set<number>();
      for (const route of routes.query) {
        const input = fromSchema({
          type: 'object',
          properties: Object.fromEntries(
            (route.operation.parameters ?? []).map(({ name, schema }) => [name, schema]),
          ),
          required: parametersIn(route, 'path').map(({ name }) => name),
        });
        await assert(asItMayCome(input), 15, async (body) => {
          const status = await ask(route.operation.operationId, body);
          statuses.add(status);
          if (status >= 500)
            expect({ read: route.operation.operationId, body, status }).toBe('no fault of the server');
        });
      }
      expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 404]));
    },
    PATIENCE,
  );

  test(
    'admin answers whatever the bot asks it to change, and never with a fault of its own',
    async () => {
      const statuses = new Set<number>();
      const changes = routes.admin.filter(({ method }) => method !== 'GET');
      const { owner, members } = world;
      for (const route of changes) {
        const name = route.operation.operationId.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
        const body = bodyOf(route);
        const input = fromSchema({
          type: 'object',
          properties: {
            ...Object.fromEntries(parametersIn(route, 'path').map((one) => [one.name, one.schema])),
            ...body?.properties,
          },
          required: [...parametersIn(route, 'path').map((one) => one.name), ...(body?.required ?? [])],
        });
        const request = fc
          .record({
            actor: fc.constantFrom(owner, owner, owner, members[0]),
            input: fc.oneof(input, input.chain(spoilt)),
            reason: fc.oneof(fc.constant('Why not.'), hostileValue),
          })
          .map((one) => ({ v: CHANGE_REQUEST_VERSION, key: `fuzz-${next()}`, ...one }));
        await world.rows(`update change_requests set asked_at = asked_at - interval '5 minutes'`);
        await assert(asItMayCome(request), 12, async (text) => {
          const reply = await world.servers.bus.nc.request(changeSubject('main', name), text, {
            timeout: 20_000,
          });
          const { status } = reply.json<{ status: number }>();
          statuses.add(status);
          if (status >= 500)
            expect({ name, text: text.slice(0, 500), status }).toBe('no fault of the server');
        });
      }
      expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 403, 404]));
      expect((await world.chain()).broken).toBeNull();
    },
    PATIENCE,
  );

  test(
    'the owner of the lake answers whatever job it is asked for',
    async () => {
      const request = (kind: JobKind) =>
        fc
          .record({ id: fc.integer({ min: 1, max: 1_000 }), input: fromSchema(JOBS[kind].input as Schema) })
          .map((one) => ({
            v: JOB_REQUEST_VERSION,
            asked_at: A_MOMENT,
            ...one,
          }));
      for (const kind of Object.keys(JOBS) as JobKind[]) {
        await assert(asItMayCome(request(kind)), 20, async (text) => {
          if (isOfLater(text)) return;
          const subject = jobSubject('main', 'lake-writer', kind);
          const reply = await world.servers.bus.nc.request(subject, text, { timeout: 10_000 });
          const answer = reply.json<object>();
          if (!('state' in answer || 'refused' in answer)) expect({ text, answer }).toBe('an answer');
        });
      }
    },
    PATIENCE,
  );

  test('whatever a rule set says, it is read or waited for', async () => {
    await assert(asItMayCome(fc.constant(defaultRuleSet('main'))), 500, async (text) => {
      const entry = { sequence: 1, subject: configSubject('main'), body: Buffer.from(text), loggedAt: 0 };
      try {
        readEntry(entry);
      } catch (error) {
        expect(error).toBeInstanceOf(EntryMustWaitError);
      }
    });
  });
});

test('everybody still works, and figures are the sums of the journal', async () => {
  // What changed the settings may have switched messages off.
  await publishFacts(world.servers.bus, 'main', good(1));
  await folded();
  const known = await world.rows<{ id: string }>(
    `select id from users where id > 810000000000000000 limit 1`,
  );
  const answer = await askRequest(
    world.servers.bus,
    querySubject('main', 'getMember'),
    known[0] ?? {},
    5_000,
  );
  expect(answer).toMatchObject({ answer: { id: known[0]?.id } });
  expect(
    await world.rows(
      `select u.id from users u left join activity_log a on a.user_id = u.id group by u.id
       having u.xp <> coalesce(sum(a.xp_delta), 0)`,
    ),
  ).toEqual([]);
});
