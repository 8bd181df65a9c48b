import { decodeFact, encodeFact, type FactJson } from './index.js';

const message: FactJson<'message_create'> = {
  id: 'msg:1300000000000000001',
  type: 'message_create',
  guild_id: '81384788765712384',
  user_id: '80351110224678912',
  channel_id: '381870553235193857',
  target_id: null,
  at: '2026-01-02T03:04:05.678Z',
  received_at: '2026-01-02T03:04:05.900Z',
  actor: { name: 'Ada', avatar: null },
  payload: {
    length: 12,
    word_count: 2,
    has_code_block: false,
    has_link: false,
    has_attachment: false,
    attachment_count: 0,
    emoji_count: 0,
    is_reply: false,
    reply_to_user_id: null,
    parent_channel_id: null,
  },
};

const reasonOf = (line: string) => {
  const decoded = decodeFact(line);
  return 'unreadable' in decoded ? decoded.unreadable.reason : 'readable';
};
const changed = (change: object) => reasonOf(JSON.stringify({ ...message, ...change }));
const paid = (change: object) => changed({ payload: { ...message.payload, ...change } });

test('a fact survives the wire, its ids as BigInt and its times as milliseconds', () => {
  const decoded = decodeFact(encodeFact(message));
  expect(decoded).toEqual({
    fact: {
      id: message.id,
      type: 'message_create',
      guildId: 81384788765712384n,
      userId: 80351110224678912n,
      channelId: 381870553235193857n,
      targetId: null,
      at: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
      receivedAt: Date.UTC(2026, 0, 2, 3, 4, 5, 900),
      actor: { name: 'Ada', avatar: null },
      payload: message.payload,
    },
  });
});

test('what a later version adds is dropped, in the payload and beside it', () => {
  const decoded = decodeFact(
    JSON.stringify({ ...message, mood: 'sunny', payload: { ...message.payload, text: 'secret' } }),
  );
  expect(JSON.stringify(decoded, (_, value) => (typeof value === 'bigint' ? `${value}` : value))).not.toMatch(
    /sunny|secret/,
  );
});

test.each([
  ['not JSON at all', 'not_json', () => reasonOf('{"id":')],
  ['absurd nesting', 'not_json', () => reasonOf('['.repeat(200_000))],
  ['null', 'bad_shape', () => reasonOf('null')],
  ['an unknown type', 'unknown_type', () => changed({ type: 'coffee_break' })],
  ['a type named like a built-in', 'unknown_type', () => changed({ type: '__proto__' })],
  ['an id of 0', 'bad_id', () => changed({ user_id: '0' })],
  ['an id of -1', 'bad_id', () => changed({ user_id: '-1' })],
  ['an id of 2^63', 'bad_id', () => changed({ guild_id: '9223372036854775808' })],
  ['an id of letters', 'bad_id', () => changed({ channel_id: 'abc' })],
  ['an id in the payload that is none', 'bad_id', () => paid({ reply_to_user_id: '9223372036854775808' })],
  ['nobody who did it', 'bad_id', () => changed({ user_id: null })],
  ['an id that is a number', 'bad_id', () => changed({ user_id: 80351110224678912 })],
  ['1e400', 'bad_shape', () => reasonOf(JSON.stringify(message).replace('"length":12', '"length":1e400'))],
  ['a negative length', 'bad_shape', () => paid({ length: -1 })],
  ['a missing flag', 'bad_shape', () => paid({ has_link: undefined })],
  ['an over-long fact id', 'bad_shape', () => changed({ id: `msg:${'1'.repeat(80)}` })],
  ['a NUL character', 'bad_text', () => changed({ actor: { name: 'A\0da', avatar: null } })],
  ['half a surrogate pair', 'bad_text', () => changed({ actor: { name: 'A\ud83d', avatar: null } })],
  ['half of one unescaped', 'bad_text', () => reasonOf(JSON.stringify(message).replace('Ada', 'A\ud83d'))],
  ['1970', 'bad_time', () => changed({ at: '1970-01-01T00:00:00.000Z' })],
  ['ten years ahead', 'bad_time', () => changed({ at: '2036-01-02T03:04:05.678Z' })],
  [
    'a year of six digits',
    'bad_time',
    () => changed({ at: '+275760-09-13T00:00:00.000Z', received_at: '+275760-09-13T00:00:00.000Z' }),
  ],
  ['a time that is none', 'bad_time', () => changed({ at: 'yesterday' })],
])('%s is unreadable: %s', (_what, reason, found) => {
  expect(found()).toBe(reason);
});

test('five minutes ahead of the receipt is still believed', () => {
  expect(changed({ at: '2026-01-02T03:09:05.900Z' })).toBe('readable');
  expect(changed({ at: '2026-01-02T03:09:05.901Z' })).toBe('bad_time');
});
