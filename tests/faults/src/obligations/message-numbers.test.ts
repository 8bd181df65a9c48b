import { messageNumbers } from './message-numbers';

const emoji = (text: string) => messageNumbers(text).emoji_count;

test.each([
  ['Time: 12:00:30', 0],
  ['Hello :smile: :wave:', 2],
  [':a::b::c::d::e::f:', 6],
  ['👍👍👍👍👍👍👍', 7],
  [':::', 0],
  ['https://a:80/x:y', 0],
  ['<:synapse:1010101010101010101> 👨‍👩‍👧 🇪🇺', 3],
])('the vectors of the rules hold: %s', (text, count) => {
  expect(emoji(text)).toBe(count);
});

test('the rest of the numbers', () => {
  expect(messageNumbers('see httpd docs')).toMatchObject({ has_link: false, word_count: 3, length: 14 });
  expect(messageNumbers('HTTPS://x ```a```')).toMatchObject({ has_link: true, has_code_block: true });
});
