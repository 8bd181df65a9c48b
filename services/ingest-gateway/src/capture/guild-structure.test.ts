import { AFK, CATEGORY, GUILD, guildCreate, STAGE, TEXT, VOICE, world } from '../../test/capture-world';

test('the whole guild, sorted by id, and again only when it changes', () => {
  const { see } = world();
  expect(see('GUILD_CREATE', guildCreate())[0]).toMatchObject({
    id: 'guild_structure:s:2',
    user_id: null,
    payload: {
      name: 'Home',
      afk_channel_id: AFK,
      channels: [
        { id: CATEGORY, name: 'Talk', type: 4, parent_id: null },
        { id: TEXT, name: 'general', type: 0, parent_id: CATEGORY },
        { id: VOICE },
        { id: STAGE },
        { id: AFK },
      ],
      roles: [{ id: GUILD, name: '@everyone', position: 0 }],
    },
  });
  expect(see('GUILD_CREATE', guildCreate())).toEqual([]);
  const channel = { id: TEXT, guild_id: GUILD, type: 0, name: 'general', parent_id: CATEGORY };
  expect(see('CHANNEL_UPDATE', { ...channel, topic: 'new' })).toEqual([]);
  expect(see('CHANNEL_UPDATE', { ...channel, name: 'renamed' })).toHaveLength(1);
  expect(see('CHANNEL_DELETE', { id: TEXT, guild_id: GUILD })).toHaveLength(1);
  expect(
    see('GUILD_ROLE_CREATE', { guild_id: GUILD, role: { id: '9', name: 'r', position: 1 } }),
  ).toHaveLength(1);
  expect(see('GUILD_ROLE_UPDATE', { guild_id: GUILD, role: { id: '9', name: 'r', position: 1 } })).toEqual(
    [],
  );
  expect(see('GUILD_ROLE_DELETE', { guild_id: GUILD, role_id: '9' })).toHaveLength(1);
  expect(see('GUILD_UPDATE', { id: GUILD, name: 'New home', afk_channel_id: AFK })).toHaveLength(1);
});

test('waits for GUILD_CREATE, and ignores what belongs to no guild', () => {
  const { see } = world();
  expect(see('CHANNEL_CREATE', { id: TEXT, guild_id: GUILD, type: 0, name: 'early' })).toEqual([]);
  expect(see('CHANNEL_CREATE', { id: TEXT, type: 1 })).toEqual([]);
  expect(see('GUILD_CREATE', { id: GUILD, unavailable: true })).toEqual([]);
  expect(see('TYPING_START', null)).toEqual([]);
});
