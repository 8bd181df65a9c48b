import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { Value } from '@sinclair/typebox/value';
import { MemberExport } from '@synapse/contracts';
import {
  createTestDatabase,
  roleUrl,
  type TestDatabase,
  temporaryFolder,
  withClient,
} from '@synapse/testkit';
import { writeMemberExport } from './export-member.js';

const ADA = '730000000000000001';
const folder = temporaryFolder();
let database: TestDatabase;

beforeAll(async () => {
  mkdirSync(folder.path, { recursive: true });
  database = await createTestDatabase();
  await withClient(database.url, (client) => client.query(EVERYTHING));
});
afterAll(async () => {
  await database.drop();
  folder.remove();
});

/** Ada with something in each table, a few thousand messages, and somebody else beside her. */
const EVERYTHING = `
  insert into users (id, discord_name, github_username, xp, level, gold) values
    (${ADA}, 'Ada', 'ada', 31, 1, 5), (2, 'Bob', null, 0, 1, 0);
  insert into member_totals (user_id, stars, messages_sent) values (${ADA}, 9, 2500), (2, 1, 1);
  insert into seasons (id, guild_id, name, starts_at, ends_at) values (9, 10, 'Season 1', now(), now());
  insert into user_stats (user_id, season_id, season_stars, lifetime_stars) values (${ADA}, 9, 4, 9), (2, 9, 1, 1);
  insert into achievement_templates (id, guild_id, name, description, requirement_type, requirement_scope, rarity)
  select id, 10, 'Template ' || id, '', 'custom', 'lifetime', 'common' from generate_series(1, 2) as id;
  insert into user_achievements values (${ADA}, 1, '2026-01-02T03:04:05.678Z', 99), (2, 1, now(), null);
  insert into revoked_achievements values (${ADA}, 2);
  insert into user_preferences (user_id, announce_awards) values (${ADA}, false), (2, true);
  insert into departures values (${ADA}, '2026-01-02T03:04:05Z', null);
  insert into quests (id, guild_id, title, description, status) values (7, 10, 'Write', '', 'claimed');
  insert into quest_claims values (7, ${ADA}, now());
  insert into categories (id, guild_id, name, created_by) values (5, 10, 'Programming', 0);
  insert into activity_log (user_id, event_type, category_id, source_event_id, xp_delta, metadata, timestamp) values
    (${ADA}, 'MESSAGE', 5, 'msg:1', 31,
     '{"fact":"msg:1","rule_set":1,"xp":[["base",15],["category",1.5],["code_block",1.4]]}', '2026-01-02T03:04:05Z'),
    (${ADA}, 'MESSAGE', 5, 'msg:2', 0,
     '{"fact":"msg:2","rule_set":1,"denial":"cooldown","left_seconds":12}', '2026-01-02T03:04:06Z'),
    (2, 'MESSAGE', null, 'msg:3', 0, '{"fact":"msg:3","rule_set":1}', now());
  insert into reward_windows (key, state, last_at) values
    ('${ADA}:day:1', '31', now()), ('history:${ADA}:day:1', '1', now()), ('${ADA}0:day:1', '31', now());
  insert into command_outcomes values
    ('bot', ${ADA}, 'c-1', 'hash', '{"status":"refused","reason":"insufficient_gold"}', now(), 3),
    ('bot', 2, 'c-2', 'hash', '{"status":"applied"}', now(), 4);
  insert into event_lake (guild_id, user_id, event_type, channel_id, target_id, payload, source_id, timestamp)
  select 10, ${ADA}, 'message_create', 100, 2, '{"length": 20}', 'msg:' || n, now() from generate_series(1, 2500) as n;
  insert into event_lake (guild_id, user_id, event_type, payload, timestamp)
  values (10, 2, 'member_join', '{}', now()), (10, 3, 'member_join', '{}', now());
  insert into event_counters values (${ADA}, 'message_create', 0, 'lifetime', 2500), (2, 'message_create', 0, 'lifetime', 1)`;

const write = (id: string, to: string) =>
  writeMemberExport({ databaseUrl: roleUrl(database.url, 'synapse_query'), id, to });

async function exported(id: string): Promise<MemberExport> {
  const file = join(folder.path, `${id}.json`);
  await write(id, file);
  expect(statSync(file).mode & 0o077).toBe(0);
  const document: unknown = JSON.parse(readFileSync(file, 'utf8'));
  expect([...Value.Errors(MemberExport, document)]).toEqual([]);
  return document as MemberExport;
}

test('an export holds everything stored about the member, in words too, and nothing of others', async () => {
  const { journal, lake, ...rest } = await exported(ADA);
  expect(rest).toMatchObject({
    v: 1,
    id: ADA,
    member: { name: 'Ada', github_username: 'ada', xp: 31, gold: 5 },
    totals: { stars: 9, messages_sent: 2500 },
    preferences: { announce_level_up: true, announce_awards: false },
    departure: { left_at: '2026-01-02T03:04:05.000Z', returned_at: null },
    seasons: [{ season_id: 9, name: 'Season 1', season_stars: 4 }],
    achievements: [
      { template_id: 1, name: 'Template 1', earned_at: '2026-01-02T03:04:05.678Z', granted_by: '99' },
    ],
    revoked_achievements: [{ template_id: 2, name: 'Template 2' }],
    claims: [{ quest_id: 7, title: 'Write', status: 'claimed' }],
    windows: [{ key: `${ADA}:day:1` }, { key: `history:${ADA}:day:1` }],
    commands: [{ issuer: 'bot', id: 'c-1', outcome: { reason: 'insufficient_gold' } }],
    counters: [{ type: 'message_create', category_id: 0, period: 'lifetime', count: 2500 }],
  });
  expect(journal.map(({ explanation, category }) => [explanation, category])).toEqual([
    ['15 base × 1.5 Programming × 1.4 code block = 31 XP', 'Programming'],
    ['0: cooldown, 12 s left', 'Programming'],
  ]);
  expect(lake).toHaveLength(2500);
  expect(new Set(lake.map(({ source_id }) => source_id)).size).toBe(2500);
  expect(lake[0]).toMatchObject({
    type: 'message_create',
    channel_id: '100',
    target_id: '2',
    payload: { length: 20 },
  });
});

test('whoever stops reading the output half way is no error', async () => {
  const read: string[] = [];
  const to = new Writable({
    write(chunk, _, done) {
      read.push(String(chunk));
      done(read.length < 3 ? null : Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    },
  });
  await writeMemberExport({ databaseUrl: roleUrl(database.url, 'synapse_query'), id: ADA, to });
  expect(read).toHaveLength(3);
});

test('somebody who is in the lake alone has an export, without the rest', async () => {
  const { member, journal, lake } = await exported('3');
  expect([member, journal, lake.length]).toEqual([undefined, [], 1]);
});

test('an unknown member, no id, and a file that is there are refused, and nothing is written', async () => {
  const taken = join(folder.path, 'taken');
  writeFileSync(taken, 'mine');
  await expect(write('730000000000000009', join(folder.path, 'nobody'))).rejects.toThrow(
    'Nothing is stored about a member with the id 730000000000000009.',
  );
  expect(() => statSync(join(folder.path, 'nobody'))).toThrow('ENOENT');
  await expect(write('ada', taken)).rejects.toThrow('"ada" is no Discord id.');
  await expect(write(ADA, taken)).rejects.toThrow('is there already');
  expect(readFileSync(taken, 'utf8')).toBe('mine');
});
