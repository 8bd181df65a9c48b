import {
  ANN,
  ann,
  BEN,
  GUILD,
  home,
  MESSAGE,
  message,
  ROBOT,
  TEXT,
  THREAD,
  user,
} from '../../test/capture-world';

const reaction = (more = {}) => ({
  user_id: ANN,
  guild_id: GUILD,
  channel_id: THREAD,
  message_id: MESSAGE,
  emoji: { id: null, name: '👍' },
  member: { user: ann, nick: null },
  message_author_id: BEN,
  ...more,
});

test('an added one aims at the author, a removed one at nobody', () => {
  const { see } = home();
  expect(see('MESSAGE_REACTION_ADD', reaction())[0]).toMatchObject({
    id: 'rxn_add:s:3',
    target_id: BEN,
    at: '2026-03-01T12:00:00.000Z',
    actor: { name: 'Ann', avatar: 'abc' },
    payload: { emoji_name: '👍', message_id: MESSAGE, parent_channel_id: TEXT },
  });
  const custom = reaction({ emoji: { id: '77', name: 'party' } });
  expect(see('MESSAGE_REACTION_REMOVE', custom)[0]).toMatchObject({
    id: 'rxn_rm:s:4',
    target_id: null,
    payload: { emoji_name: 'party:77' },
  });
});

test('a bot has no received side, and none of its own', () => {
  const { see } = home();
  expect(see('MESSAGE_REACTION_ADD', reaction({ message_author_id: ROBOT }))[0]?.target_id).toBeNull();
  expect(see('MESSAGE_REACTION_ADD', reaction({ message_author_id: undefined }))[0]?.target_id).toBeNull();
  expect(see('MESSAGE_REACTION_ADD', reaction({ user_id: ROBOT, member: undefined }))).toEqual([]);
  expect(see('MESSAGE_REACTION_REMOVE', reaction({ user_id: ROBOT }))).toEqual([]);
  expect(see('MESSAGE_REACTION_ADD', reaction({ guild_id: undefined }))).toEqual([]);
});

test('a bot that was seen writing is known as one', () => {
  const { see } = home();
  const other = '1000000000000000198';
  expect(see('MESSAGE_REACTION_ADD', reaction({ message_author_id: other }))[0]?.target_id).toBe(other);
  see('MESSAGE_CREATE', message({ author: user(other, { bot: true }) }));
  expect(see('MESSAGE_REACTION_ADD', reaction({ message_author_id: other }))[0]?.target_id).toBeNull();
});
