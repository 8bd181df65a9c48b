import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sendCommand } from '@synapse/bus';
import { type CommandJson, type FactJson, historySubject, type MemberExport } from '@synapse/contracts';
import {
  buildCommand,
  buildFact,
  eventually,
  publishFacts,
  type RunningService,
  roleUrl,
  runInProcess,
  startTestServers,
  type TestServers,
  tablesNaming,
  temporaryFolder,
} from '@synapse/testkit';
import { runLakeWriter } from '../services/lake-writer/src/app';
import { writeMemberExport } from '../services/query/src/export-member';
import { runRewardEngine } from '../services/reward-engine/src/app';

/** Ids that occur nowhere by chance. */
const GONE = '730000000000000001';
const OTHER = '730000000000000002';

const BEFORE = '2026-01-02T03:04:05.000Z';
const THEN = '2026-01-02T04:00:00.000Z';
const AFTER = '2026-01-02T05:00:00.000Z';

const folder = temporaryFolder();
let servers: TestServers;
let running: RunningService[];

const as = (role: string) => ({
  NATS_URL: servers.nats.url,
  DATABASE_URL: roleUrl(servers.database.url, role),
});

async function start(): Promise<void> {
  running = [
    await runInProcess('lake-writer', runLakeWriter, as('synapse_lake_writer')),
    await runInProcess('reward-engine', runRewardEngine, as('synapse_reward_engine')),
  ];
}
const stop = () => Promise.all(running.map((service) => service.stop()));

beforeEach(async () => {
  servers = await startTestServers();
  await start();
});
afterEach(async () => {
  await stop();
  await servers.end();
});
afterAll(() => folder.remove());

const send = (command: CommandJson) =>
  sendCommand(servers.bus, { community: 'main', command, deadlineMs: 10_000 });

const publish = (facts: FactJson[], subjectOf?: typeof historySubject) =>
  publishFacts(servers.bus, 'main', facts, subjectOf);

/** Waits until both have passed the log, the lake names nobody erased, and rewards are out. */
const settled = () =>
  eventually('lake and engine to be through with the log', async () => {
    const { state } = await servers.bus.jsm.streams.info('FACTS_main');
    const [found] = await servers.rows<{ at: number; open: number }>(
      `select least((select sequence from lake_positions), (select sequence from engine_positions))::int as at,
         ((select count(*) from lake_tombstones where scrub_id is not null) + (select count(*) from reward_outbox))::int as open`,
    );
    return found?.at === state.last_seq && found.open === 0;
  });

let said = 0;
function life(of: string, other: string, at: string): FactJson[] {
  said += 10;
  const common = { user_id: of, at, received_at: at };
  return [
    buildFact('message_create', { id: `msg:${said}`, ...common }),
    buildFact(
      'message_create',
      { id: `msg:${said + 1}`, ...common, channel_id: '7' },
      { reply_to_user_id: other },
    ),
    buildFact(
      'reaction_add',
      { id: `rxn_add:s:${said}`, ...common, target_id: other },
      { emoji_name: `e${said}:1` },
    ),
    buildFact('voice_tick', { id: `voice_tick:10:${of}:${said}`, ...common }),
    buildFact('member_join', { id: `member_join:s:${said}`, ...common }),
  ];
}

/** What is stored about somebody, by the tables' owners. */
const storedAbout = async (id: string) => {
  const [found] = await servers.rows<object>(
    `select (select count(*)::int from event_lake where user_id = $1) as lake,
       (select count(*)::int from activity_log where user_id = $1) as journal,
       (select xp from users where id = $1) as xp`,
    [id],
  );
  return found;
};

const exportOf = async (id: string): Promise<MemberExport> => {
  said += 1;
  const to = join(folder.path, `${said}.json`);
  await writeMemberExport({ databaseUrl: as('synapse_query').DATABASE_URL, id, to });
  return JSON.parse(readFileSync(to, 'utf8')) as MemberExport;
};

test.each([
  [
    'themselves, by the bot',
    () => buildCommand('erase_member', {}, { issuer: 'bot', actor: GONE, at: THEN }),
  ],
  ['an admin', () => buildCommand('erase_member', { member: GONE }, { issuer: 'admin', at: THEN })],
])('a member is exported, erased by %s, stays out, and comes back as somebody new', async (_, erase) => {
  const [ofGone, ofOther] = [life(GONE, OTHER, BEFORE), life(OTHER, GONE, BEFORE)];
  await publish([...ofGone, ...ofOther]);
  await publish(life(GONE, OTHER, '2024-01-01T00:00:00.000Z'), historySubject);
  await send(buildCommand('award', { member: OTHER, xp: 3, reason: `for help with <@${GONE}>` }));
  await send(buildCommand('set_preference', { announce_awards: false }, { actor: GONE }));
  await settled();
  expect(await exportOf(GONE)).toMatchObject({
    preferences: { announce_awards: false },
    lake: { length: 10 },
  });
  const other = await storedAbout(OTHER);

  const command = erase();
  const answer = await send(command);
  expect(answer).toMatchObject({ status: 'applied', result: { level: 1 } });
  await settled();
  expect(await tablesNaming(servers, GONE)).toEqual([]);
  expect(await storedAbout(OTHER)).toEqual(other);
  await expect(exportOf(GONE)).rejects.toThrow('Nothing is stored');

  await stop();
  await start();
  await publish([...ofGone, ...ofOther]);
  await publish(ofGone, historySubject);
  expect(await send(command)).toEqual(answer);
  await settled();
  expect(await tablesNaming(servers, GONE)).toEqual([]);
  expect(await storedAbout(OTHER)).toEqual(other);

  await publish(life(GONE, OTHER, AFTER));
  await settled();
  expect(await storedAbout(GONE)).toEqual({ lake: 5, journal: 4, xp: 45 });
});
