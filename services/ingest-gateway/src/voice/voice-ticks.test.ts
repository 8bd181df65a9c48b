import { applyChange, emptyPicture, type GuildPicture, keyOf, type VoicePresence } from '../picture/picture';
import { voiceTicks } from './voice-ticks';

const GUILD = '1000000000000000001';
const MINUTE = 60_000;
const START = 1_700_000_400_000;
const SLOT = START / (10 * MINUTE);
const rules = { tickMinutes: 10, minMembers: 1 };

function guildWith(voice: Record<string, Partial<VoicePresence>>, ticked_until = 0): GuildPicture {
  const picture = emptyPicture();
  applyChange(picture, { key: keyOf.tickedUntil(GUILD), value: ticked_until });
  for (const [user, more] of Object.entries(voice)) {
    const member = {
      channel_id: '5',
      joined_at: START,
      eligible_since: START,
      self_mute: false,
      self_deaf: false,
      bot: false,
      ...more,
    };
    applyChange(picture, { key: keyOf.voice(GUILD, user), value: member });
  }
  return picture.guilds.get(GUILD) as GuildPicture;
}

const ids = (guild: GuildPicture, now: number, more = {}) =>
  voiceTicks(guild, now, { ...rules, ...more }).facts.map(({ id }) => id);
const tick = (user: string, slot: number) => `voice_tick:${GUILD}:${user}:${slot}`;

test('a tick for each whole slot, dated at its end', () => {
  const { facts, changes } = voiceTicks(
    guildWith({ 7: { self_mute: true } }),
    START + 10 * MINUTE + 5,
    rules,
  );
  expect(facts).toEqual([
    expect.objectContaining({
      id: tick('7', SLOT),
      user_id: '7',
      channel_id: '5',
      at: new Date(START + 10 * MINUTE).toISOString(),
      received_at: new Date(START + 10 * MINUTE + 5).toISOString(),
      payload: { tick_minutes: 10, member_count: 1, self_mute: true, self_deaf: false },
    }),
  ]);
  expect(changes).toEqual([{ key: keyOf.tickedUntil(GUILD), value: START + 10 * MINUTE }]);
});

test('nothing before the end of a slot, nothing for a slot that was entered late', () => {
  expect(ids(guildWith({ 7: {} }), START + 10 * MINUTE - 1)).toEqual([]);
  expect(ids(guildWith({ 7: { eligible_since: START + 1 } }), START + 10 * MINUTE)).toEqual([]);
  expect(ids(guildWith({ 7: { eligible_since: START + 1 } }), START + 20 * MINUTE)).toEqual([
    tick('7', SLOT + 1),
  ]);
});

test('a slot is ticked once', () => {
  const guild = guildWith({ 7: {} }, START + 10 * MINUTE);
  expect(ids(guild, START + 10 * MINUTE + 1)).toEqual([]);
  expect(ids(guild, START + 20 * MINUTE)).toEqual([tick('7', SLOT + 1)]);
});

test('a slot that ended with nobody eligible is not judged again later', () => {
  const { facts, changes } = voiceTicks(
    guildWith({ 7: { self_mute: true, self_deaf: true } }),
    START + 10 * MINUTE,
    rules,
  );
  expect(facts).toEqual([]);
  expect(changes).toEqual([{ key: keyOf.tickedUntil(GUILD), value: START + 10 * MINUTE }]);
});

test('slots that were missed are made up', () => {
  expect(ids(guildWith({ 7: {}, 8: { eligible_since: START + 11 * MINUTE } }), START + 35 * MINUTE)).toEqual([
    tick('7', SLOT),
    tick('7', SLOT + 1),
    tick('7', SLOT + 2),
    tick('8', SLOT + 2),
  ]);
});

test('bots, the AFK channel and the deaf and mute get none', () => {
  const nobody = { 1: { bot: true }, 2: { eligible_since: null }, 3: { self_mute: true, self_deaf: true } };
  expect(ids(guildWith(nobody), START + 10 * MINUTE)).toEqual([]);
});

test('a channel needs enough humans', () => {
  const voice = { 1: {}, 2: { self_mute: true, self_deaf: true }, 3: { bot: true }, 4: { channel_id: '6' } };
  expect(ids(guildWith(voice), START + 10 * MINUTE, { minMembers: 2 })).toEqual([tick('1', SLOT)]);
  expect(ids(guildWith(voice), START + 10 * MINUTE, { minMembers: 3 })).toEqual([]);
});

test('another slot length pays no minute twice', () => {
  const guild = guildWith({ 7: {} }, START + 10 * MINUTE);
  expect(ids(guild, START + 40 * MINUTE, { tickMinutes: 20 })).toEqual([
    tick('7', START / (20 * MINUTE) + 1),
  ]);
});

test('a clock that jumps by years makes up a day at most', () => {
  expect(ids(guildWith({ 7: {} }), START + 3650 * 1440 * MINUTE)).toHaveLength(144);
});
