import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import {
  askRequest,
  deadWebhooks,
  deadWebhooksStream,
  dropDeadWebhook,
  ensureStream,
  publishFrame,
} from '@synapse/bus';
import {
  CHANGE_REQUEST_VERSION,
  COMMANDS,
  type CommandType,
  changeSubject,
  commandSubject,
  configSubject,
  deadWebhookSubject,
  decodeRewardFrame,
  defaultRuleSet,
  discordSubject,
  EntryMustWaitError,
  encodeFrame,
  FRAME_MAX_FACTS,
  FutureVersionError,
  historySubject,
  JOB_REQUEST_VERSION,
  JOB_SERVICES,
  JOBS,
  type JobAnswer,
  type JobKind,
  type JobService,
  jobSubject,
  LAKE_EVENT_TYPES,
  querySubject,
  readEntry,
  rewardsSubject,
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
import { inputSchema } from '../../services/admin/src/changes/change-requests';
import { runLakeWriter } from '../../services/lake-writer/src/app';
import { type RunningQuery, startQuery, until } from '../../services/query/test-support/running-query';
import { forgetMember } from '../../services/webhooks/src/forget-member';
import { redeliver } from '../../services/webhooks/src/redeliver';
import { type AdminWorld, startAdminWorld } from '../admin/admin-world';
import { ANSWERABLES, CHANGES, EVERY_SUBJECT, forgottenSubjects, STRANGE } from './every-subject';
import { fromSchema, type Schema } from './from-schema';
import { asItMayCome, FUZZ_FACTOR, FUZZ_SEED, hostileValue, spoilt } from './hostile-values';

const GOLDEN = decodeRewardFrame(
  readFileSync(join(__dirname, '../../libs/contracts/test/golden/reward-frame-v1.json')),
);

let world: AdminWorld;
let lake: RunningService;
let query: RunningQuery;

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

/** Subjects on which something was tried. */
const tried = new Set<string>();

function put(subject: string, body: string | Uint8Array) {
  tried.add(subject);
  return publishFrame(world.servers.bus, { subject, id: `fuzz:${next()}`, body: Buffer.from(body) });
}

/** The first document of the answer. */
async function ask<T>(subject: string, body: string): Promise<T> {
  tried.add(subject);
  return (await world.servers.bus.nc.request(subject, body, { timeout: 20_000 })).json<T>();
}

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

const asked = (one: object) => ({ v: CHANGE_REQUEST_VERSION, key: `fuzz-${next()}`, ...one });

const unknown = (name: string) => ({ name, params: {}, query: {} });

/** Ids that admin does not reach. */
const jobRequest = (kind: string) =>
  fc.record(
    {
      v: fc.constant(JOB_REQUEST_VERSION),
      id: fc.integer({ min: 1_000_000, max: 2_147_483_647 }),
      asked_at: fc.constant(A_MOMENT),
      input: fromSchema(JOBS[kind as JobKind]?.input as Schema | undefined),
      stop: fc.boolean(),
    },
    { requiredKeys: ['v', 'id', 'asked_at', 'input'] },
  );

const JOB_TABLES: Record<JobService, string> = { 'lake-writer': 'lake_jobs', 'reward-engine': 'engine_jobs' };

const jobRows = (service: JobService) =>
  world.rows<{ id: number; state: string; problem: string | null }>(
    `select id, state, problem from ${JOB_TABLES[service]} where id >= 1000000 order by id`,
  );

const jobsAreOver = (service: JobService) =>
  eventually(
    'the jobs to be over',
    async () => (await jobRows(service)).every(({ state }) => state !== 'running'),
    60_000,
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
      const statuses = new Set<number>();
      for (const { name, params, query } of [...ANSWERABLES, ...STRANGE.map(unknown)]) {
        const input = fromSchema(Type.Object({ ...params, ...query }) as Schema);
        await assert(asItMayCome(input), 15, async (body) => {
          const answer = await ask<{ problem?: { status: number } }>(querySubject('main', name), body);
          const status = answer.problem?.status ?? 200;
          statuses.add(status);
          if (status >= 500) expect({ read: name, body, status }).toBe('no fault of the server');
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
      const { owner, members } = world;
      const strange = STRANGE.map((name) => ({ name, input: {} }));
      const offered = CHANGES.map((change) => ({ name: change.name, input: inputSchema(change) }));
      for (const { name, input: schema } of [...offered, ...strange]) {
        const input = fromSchema(schema);
        const request = fc
          .record({
            actor: fc.constantFrom(owner, owner, owner, members[0]),
            input: fc.oneof(input, input.chain(spoilt)),
            reason: fc.oneof(fc.constant('Why not.'), hostileValue),
          })
          .map(asked);
        const right = fc.record({ actor: fc.constant(owner), input }).map(asked);
        await world.rows(`update change_requests set asked_at = asked_at - interval '5 minutes'`);
        const sent = fc.oneof(
          right.map((one) => JSON.stringify(one)),
          asItMayCome(request),
        );
        await assert(sent, 16, async (text) => {
          const { status } = await ask<{ status: number }>(changeSubject('main', name), text);
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

  test.each(JOB_SERVICES)(
    '%s answers whatever job it is asked for, and does what it takes',
    async (service) => {
      const taken = new Set<number>();
      for (const kind of [...Object.keys(JOBS), ...STRANGE]) {
        await assert(asItMayCome(jobRequest(kind)), 20, async (text) => {
          if (isOfLater(text)) return;
          const answer = await ask<JobAnswer>(jobSubject('main', service, kind), text);
          if ('state' in answer && JOBS[kind as JobKind]?.service === service) {
            taken.add((JSON.parse(text) as { id: number }).id);
          } else
            expect({ text, answer }).toMatchObject({ answer: { refused: expect.stringMatching(/\.$/) } });
        });
      }
      await jobsAreOver(service);
      const rows = await jobRows(service);
      expect(rows.map(({ id }) => id)).toEqual([...taken].sort((a, b) => a - b));
      // Of what nobody foresaw only the error's name is told.
      expect(rows.filter(({ problem }) => problem?.startsWith('It failed ('))).toEqual([]);
    },
    PATIENCE,
  );

  test('whatever a rule set says, it is read or waited for', async () => {
    tried.add(configSubject('main'));
    await assert(asItMayCome(fc.constant(defaultRuleSet('main'))), 500, async (text) => {
      const entry = { sequence: 1, subject: configSubject('main'), body: Buffer.from(text), loggedAt: 0 };
      try {
        readEntry(entry);
      } catch (error) {
        expect(error).toBeInstanceOf(EntryMustWaitError);
      }
    });
  });

  test('whatever a reward frame says, it is read, waited for, or told to be none', async () => {
    tried.add(rewardsSubject('main'));
    await assert(asItMayCome(fc.constant(GOLDEN)), 500, async (text) => {
      try {
        decodeRewardFrame(Buffer.from(text));
      } catch (error) {
        if (!(error instanceof FutureVersionError)) expect(error).toBeInstanceOf(TypeError);
      }
    });
  });

  test(
    'whatever lies among the dead letters of webhooks, nobody stumbles over it',
    async () => {
      const { bus } = world.servers;
      const { signal } = new AbortController();
      const { events } = GOLDEN;
      const erasure = events.find((event) => event.kind === 'member_erased');
      if (!erasure) throw new Error('The golden frame erases nobody.');
      // Nobody listens there.
      const endpoint = { name: 'fuzz', url: 'http://127.0.0.1:1', secret: `whsec_${'A'.repeat(32)}` };
      await ensureStream(bus, deadWebhooksStream());
      const letter = fc.nat(events.length - 1).map((index) => {
        return { event: events[index], place: { frame: 1, index }, attempts: 1, why: 'answered 500' };
      });
      await assert(asItMayCome(letter), 60, async (text) => {
        await put(deadWebhookSubject('main', endpoint.name), text);
        await forgetMember(bus, 'main', erasure, { frame: 1, index: events.indexOf(erasure) });
        expect(await redeliver(bus, 'main', endpoint, signal)).toMatchObject({ taken: 0 });
        for await (const { sequence } of deadWebhooks(bus, 'main')) await dropDeadWebhook(bus, sequence);
      });
    },
    PATIENCE,
  );

  test('nothing can be sent on a subject that was not tried', () => {
    expect(forgottenSubjects()).toEqual([]);
    expect(EVERY_SUBJECT.filter((subject) => !tried.has(subject))).toEqual([]);
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
