import { ANN, BEN, GUILD, home, MESSAGE, message, robot, TEXT, THREAD, user } from '../../test/capture-world';
import { MalformedDispatch } from './capture';

test('a message is dated by its snowflake and signed with the nickname', () => {
  expect(home().see('MESSAGE_CREATE', message({ attachments: [{}, {}] }))).toEqual([
    {
      id: `msg:${MESSAGE}`,
      type: 'message_create',
      guild_id: GUILD,
      user_id: ANN,
      channel_id: TEXT,
      target_id: null,
      at: '2016-04-30T11:18:25.796Z',
      received_at: '2026-03-01T12:00:00.000Z',
      actor: { name: 'Annie', avatar: 'abc' },
      payload: {
        length: 5,
        word_count: 1,
        has_code_block: false,
        has_link: false,
        emoji_count: 0,
        has_attachment: true,
        attachment_count: 2,
        is_reply: false,
        reply_to_user_id: null,
        parent_channel_id: null,
      },
    },
  ]);
});

test('a reply aims at its author, unless that message is gone; one in a thread names the parent', () => {
  const { see } = home();
  const reply = { type: 19, referenced_message: { author: user(BEN) }, channel_id: THREAD };
  expect(see('MESSAGE_CREATE', message(reply))[0]).toMatchObject({
    channel_id: THREAD,
    target_id: BEN,
    payload: { is_reply: true, reply_to_user_id: BEN, parent_channel_id: TEXT },
  });
  expect(see('MESSAGE_CREATE', message({ type: 19, referenced_message: null }))[0]).toMatchObject({
    target_id: null,
    payload: { is_reply: true, reply_to_user_id: null },
  });
});

test.each([
  ['of a bot', { author: robot }],
  ['of a webhook', { webhook_id: '5', author: user('5') }],
  ['in private', { guild_id: undefined }],
  ['of Discord itself', { type: 7 }],
  ['that starts a thread', { type: 21 }],
])('a message %s is nobody’s activity', (_, more) => {
  expect(home().see('MESSAGE_CREATE', message(more))).toEqual([]);
});

test('names are cut, and freed of what a database refuses', () => {
  const { see } = home();
  const name = (nick: string) => see('MESSAGE_CREATE', message({ member: { nick } }))[0]?.actor?.name;
  expect(name('😀'.repeat(120))).toBe('😀'.repeat(100));
  expect(name('a\0b\ud800')).toBe('ab\ufffd');
  expect(name('')).toBe('Ann');
});

test('a malformed dispatch names the place, never the content', () => {
  const { see } = home();
  const broken = message({ author: { id: 'nobody', username: 'secret' } });
  expect(() => see('MESSAGE_CREATE', broken)).toThrow(new MalformedDispatch('/author/id'));
  expect(() => see('MESSAGE_CREATE', 'text')).toThrow(MalformedDispatch);
  expect(see('MESSAGE_CREATE', message())).toHaveLength(1);
});
