import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { factLines } from '@synapse/contracts';
import type { GatewayDispatchPayload } from 'discord-api-types/v10';
import { ann, GUILD, guildCreate, VOICE } from '../test/capture-world';
import { createIntake, type Intake } from './intake';
import { createMetrics } from './metrics';
import { emptyPicture } from './picture/picture';
import { openSpool, type Spool } from './spool/spool';

const MINUTE = 60_000;
const START = 1_700_000_400_000;
const log = { info: () => {}, warn: () => {}, error: () => {} };
let folder: string;
let spool: Spool;
let intake: Intake;
let sequence: number;

beforeEach(async () => {
  sequence = 0;
  folder = mkdtempSync(join(tmpdir(), 'intake-'));
  spool = await openSpool({ folder, maxBytes: 1_000_000, log, onLost: () => {} });
  intake = createIntake({
    spool,
    picture: emptyPicture(),
    settings: () => ({}),
    communityOf: () => 'main',
    onLive: () => {},
    metrics: createMetrics(),
    log,
  });
  see('READY', { session_id: 's', resume_gateway_url: 'wss://x', guilds: [{ id: GUILD }] }, START - MINUTE);
  see('GUILD_CREATE', guildCreate(), START - MINUTE);
  see('VOICE_STATE_UPDATE', voice(VOICE), START - 1);
});

afterEach(async () => {
  await spool.close();
  rmSync(folder, { recursive: true, force: true });
});

function see(t: string, d: unknown, receivedAt: number, s = ++sequence): void {
  intake.accept({ shard: 0, dispatch: { t, s, d } as unknown as GatewayDispatchPayload, receivedAt });
}

const voice = (channel_id: string | null) => ({
  user_id: ann.id,
  guild_id: GUILD,
  channel_id,
  self_mute: false,
  self_deaf: false,
  member: { user: ann, nick: null },
});

/** Types of what was written to the spool since the last time. */
async function written(): Promise<string[]> {
  await spool.flushed();
  const types: string[] = [];
  while (spool.pending().frames > 0) {
    const frame = await spool.head('main', new AbortController().signal);
    types.push(...(factLines(frame.body) ?? []).map((line) => JSON.parse(String(line)).type));
    await spool.drop('main', frame, new AbortController().signal);
  }
  return types.filter((type) => type !== 'guild_structure');
}

test('a slot ends when the connection is seen alive after it', async () => {
  intake.alive(0, START + 10 * MINUTE - 1);
  expect(await written()).toEqual(['voice_join']);
  intake.alive(0, START + 10 * MINUTE);
  intake.alive(0, START + 10 * MINUTE + 1);
  expect(await written()).toEqual(['voice_tick']);
});

test('a dispatch after the end of a slot finds it ended with who was there until then', async () => {
  see('VOICE_STATE_UPDATE', voice(null), START + 10 * MINUTE);
  expect(await written()).toEqual(['voice_join', 'voice_tick', 'voice_leave']);
});

test('while nothing is received no slot ends; then the replayed dispatches decide', async () => {
  intake.disconnected(0);
  intake.alive(0, START + 10 * MINUTE);
  see('VOICE_STATE_UPDATE', voice(null), START + 11 * MINUTE);
  see('RESUMED', {}, START + 11 * MINUTE);
  expect(await written()).toEqual(['voice_join', 'voice_leave']);
});

test('whoever is still there after the replay spent the missed slots there', async () => {
  intake.disconnected(0);
  see('RESUMED', {}, START + 25 * MINUTE);
  expect(await written()).toEqual(['voice_join', 'voice_tick', 'voice_tick']);
});

test('what is sent again is taken once', async () => {
  intake.disconnected(0);
  see('VOICE_STATE_UPDATE', voice(VOICE), START, sequence);
  see('VOICE_STATE_UPDATE', voice(null), START);
  see('VOICE_STATE_UPDATE', voice(null), START, sequence);
  expect(await written()).toEqual(['voice_join', 'voice_leave']);
});

test('after a gap nobody is known to be in voice until the guild comes', async () => {
  const again = { session_id: 't', resume_gateway_url: 'wss://x', guilds: [{ id: GUILD }] };
  sequence = 0;
  see('READY', again, START + 20 * MINUTE);
  see('GUILD_CREATE', guildCreate({ voice_states: [voice(VOICE)] }), START + 20 * MINUTE + 1);
  intake.alive(0, START + 39 * MINUTE);
  expect(await written()).toEqual(['voice_join', 'gateway_gap']);
  intake.alive(0, START + 40 * MINUTE);
  expect(await written()).toEqual(['voice_tick']);
});
