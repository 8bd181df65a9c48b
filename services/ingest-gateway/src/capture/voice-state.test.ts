import {
  AFK,
  ANN,
  ann,
  BEN,
  GUILD,
  guildCreate,
  home,
  NOW,
  ROBOT,
  STAGE,
  VOICE,
} from '../../test/capture-world';

const state = (channel_id: string | null, more = {}) => ({
  user_id: ANN,
  guild_id: GUILD,
  channel_id,
  self_mute: false,
  self_deaf: false,
  member: { user: ann, nick: null },
  ...more,
});

test('join, move and leave; muting alone is no event', () => {
  const { see } = home();
  expect(see('VOICE_STATE_UPDATE', state(VOICE))[0]).toMatchObject({
    id: 'voice_join:s:3',
    channel_id: VOICE,
    payload: { self_mute: false, self_deaf: false, is_afk: false },
  });
  expect(see('VOICE_STATE_UPDATE', state(VOICE, { self_mute: true }))).toEqual([]);
  expect(see('VOICE_STATE_UPDATE', state(AFK), NOW + 5_000)[0]).toMatchObject({
    id: 'voice_move:s:5',
    channel_id: AFK,
    payload: { is_afk: true, from_channel_id: VOICE, to_channel_id: AFK },
  });
  expect(see('VOICE_STATE_UPDATE', state(null), NOW + 61_900)[0]).toMatchObject({
    id: 'voice_leave:s:6',
    channel_id: AFK,
    payload: { is_afk: true, duration_seconds: 61 },
  });
  expect(see('VOICE_STATE_UPDATE', state(null))).toEqual([]);
});

test('the AFK channel ends a member’s time, another channel goes on with it', () => {
  const { see, picture } = home();
  const since = () => picture.guilds.get(GUILD)?.voice.get(ANN)?.eligible_since;
  see('VOICE_STATE_UPDATE', state(VOICE), NOW);
  see('VOICE_STATE_UPDATE', state(STAGE), NOW + 1);
  expect(since()).toBe(NOW);
  see('VOICE_STATE_UPDATE', state(AFK), NOW + 2);
  expect(since()).toBeNull();
  see('VOICE_STATE_UPDATE', state(VOICE), NOW + 3);
  expect(since()).toBe(NOW + 3);
  see('GUILD_UPDATE', { id: GUILD, name: 'Home', afk_channel_id: VOICE }, NOW + 4);
  expect(since()).toBeNull();
  see('GUILD_UPDATE', { id: GUILD, name: 'Home', afk_channel_id: null }, NOW + 5);
  expect(since()).toBe(NOW + 5);
});

test('bots are seen but make no facts', () => {
  const { see, picture } = home();
  const bot = { user_id: ROBOT, member: undefined };
  expect(see('VOICE_STATE_UPDATE', state(VOICE, bot))).toEqual([]);
  expect(picture.guilds.get(GUILD)?.voice.get(ROBOT)).toMatchObject({ bot: true });
  expect(see('VOICE_STATE_UPDATE', state(null, bot))).toEqual([]);
});

test('GUILD_CREATE replaces who is in voice; a guild out of sight has nobody', () => {
  const { see, picture } = home();
  see('VOICE_STATE_UPDATE', state(VOICE), NOW);
  const voice_states = [{ user_id: BEN, channel_id: VOICE, self_mute: false, self_deaf: false }];
  see('GUILD_CREATE', guildCreate({ voice_states }), NOW + 9);
  const voice = picture.guilds.get(GUILD)?.voice;
  expect([...(voice?.keys() ?? [])]).toEqual([BEN]);
  expect(voice?.get(BEN)).toMatchObject({ joined_at: NOW + 9, eligible_since: NOW + 9 });
  expect(picture.guilds.get(GUILD)?.ticked_until).toBe(NOW + 9);
  see('GUILD_DELETE', { id: GUILD, unavailable: true });
  expect(voice?.size).toBe(0);
});
