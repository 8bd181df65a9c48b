import { ANN, GUILD, home, MESSAGE, message, ROBOT, TEXT, THREAD } from '../../test/capture-world';

const id = MESSAGE;
const thread = (more = {}) => ({
  id,
  guild_id: GUILD,
  parent_id: TEXT,
  owner_id: ANN,
  name: 'A plan 😀',
  newly_created: true,
  ...more,
});

test('a new one counts by the length of its name', () => {
  expect(home().see('THREAD_CREATE', thread())[0]).toMatchObject({
    id: `thread:${id}`,
    user_id: ANN,
    channel_id: TEXT,
    at: '2016-04-30T11:18:25.796Z',
    payload: { name_length: 8, thread_id: id, parent_channel_id: TEXT },
  });
});

test('an old one, and one of a bot, only tell where they lie', () => {
  const { see } = home();
  expect(see('THREAD_CREATE', thread({ newly_created: undefined }))).toEqual([]);
  expect(see('MESSAGE_CREATE', message({ channel_id: id }))[0]?.payload).toMatchObject({
    parent_channel_id: TEXT,
  });
  expect(see('THREAD_CREATE', thread({ owner_id: ROBOT }))).toEqual([]);
});

test('a thread that is deleted, or whose channel is, is forgotten', () => {
  const { see, picture } = home();
  see('THREAD_LIST_SYNC', { guild_id: GUILD, threads: [{ id, parent_id: TEXT }] });
  see('THREAD_DELETE', { id, guild_id: GUILD });
  expect([...(picture.guilds.get(GUILD)?.threads ?? [])]).toEqual([[THREAD, TEXT]]);
  see('CHANNEL_DELETE', { id: TEXT, guild_id: GUILD });
  expect(picture.guilds.get(GUILD)?.threads.size).toBe(0);
});
