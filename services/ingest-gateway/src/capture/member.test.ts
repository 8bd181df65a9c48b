import { ann, GUILD, home, robot } from '../../test/capture-world';
import { MalformedDispatch } from './capture';

test('joins are dated by Discord, leaves by their receipt', () => {
  const { see } = home();
  const joined_at = '2026-02-28T10:00:00.123000+00:00';
  expect(see('GUILD_MEMBER_ADD', { guild_id: GUILD, user: ann, nick: null, joined_at })[0]).toMatchObject({
    id: 'member_join:s:3',
    at: '2026-02-28T10:00:00.123Z',
    payload: { joined_at: '2026-02-28T10:00:00.123Z' },
  });
  const [leave] = see('GUILD_MEMBER_REMOVE', { guild_id: GUILD, user: ann });
  expect(leave).toMatchObject({ id: 'member_leave:s:4', at: '2026-03-01T12:00:00.000Z', payload: {} });
  expect(leave).not.toHaveProperty('actor');
});

test('bots come and go unnoticed, and a time that is none is malformed', () => {
  const { see } = home();
  expect(see('GUILD_MEMBER_ADD', { guild_id: GUILD, user: robot, joined_at: null })).toEqual([]);
  expect(see('GUILD_MEMBER_REMOVE', { guild_id: GUILD, user: robot })).toEqual([]);
  const wrong = { guild_id: GUILD, user: ann, joined_at: 'yesterday' };
  expect(() => see('GUILD_MEMBER_ADD', wrong)).toThrow(new MalformedDispatch('/joined_at'));
});
