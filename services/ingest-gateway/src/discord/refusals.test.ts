import { refusalOf, restRefusalOf } from './refusals';

test('refusals are told in words, everything else is tried again', () => {
  expect(refusalOf(4014)?.message).toContain('Server Members or Message Content');
  expect(refusalOf(4004)?.hint).toContain('DISCORD_TOKEN');
  for (const code of [1000, 1001, 1006, 4000, 4007, 4009]) expect(refusalOf(code)).toBeNull();
  expect(restRefusalOf({ status: 401 })?.message).toBe('Discord refused the bot token.');
  expect(restRefusalOf(Object.assign(new Error('Bad gateway'), { status: 502 }))).toBeNull();
});
