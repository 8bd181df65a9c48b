import fc from 'fast-check';
import { codePoints, messageFacts } from './message-facts';

const emoji = (text: string) => messageFacts(text).emoji_count;

test.each([
  ['Time: 12:00:30', 0],
  [':::', 0],
  ['https://a:80/x:y', 0],
  ['Hello :smile: :wave:', 2],
  [':a::b::c::d::e::f:', 6],
  ['👍👍👍👍👍👍👍', 7],
  ['🇩🇪', 1],
  ['👩‍👩‍👧‍👦 together', 1],
  ['👍🏽', 1],
  ['1️⃣', 1],
  ['☀️ shines, ☀ does not', 1],
  ['©', 0],
  ['<:party:123456789012345678>', 1],
  ['<a:party:123456789012345678><:b:1>', 2],
  ['<:party:123456789012345678>:smile:😀', 3],
  ['foo:smile:', 0],
  [':smile:foo', 0],
  [':smile:5', 0],
  ['(:smile:)', 1],
  [':+1:', 0],
  [':thumbs_up-1:', 1],
  [`:${'a'.repeat(32)}:`, 1],
  [`:${'a'.repeat(33)}:`, 0],
  ['12:30:smile:', 0],
])('emoji in %s: %d', (text, count) => {
  expect(emoji(text)).toBe(count);
});

test.each([
  ['see httpd docs', false],
  ['http:// nothing', false],
  ['https://example.org', true],
  ['(HTTP://EXAMPLE.ORG)', true],
  ['ftp://example.org', false],
])('a link in %s: %s', (text, hasLink) => {
  expect(messageFacts(text).has_link).toBe(hasLink);
});

test('length is in code points, words are runs of non-space', () => {
  expect(messageFacts('  two\n words\t')).toMatchObject({ length: 13, word_count: 2 });
  expect(messageFacts('')).toEqual({
    length: 0,
    word_count: 0,
    has_code_block: false,
    has_link: false,
    emoji_count: 0,
  });
  expect(codePoints('a😀\ud800')).toBe(3);
});

test('a code block is three backticks', () => {
  expect(messageFacts('```js\n1\n```').has_code_block).toBe(true);
  expect(messageFacts('``no``').has_code_block).toBe(false);
});

const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Letters, spaces, halves of pairs, and what emoji are made of. */
const PIECES = [
  ...'aé漢1 \u00a0\u2003\ufeff\u0085\n\ud800 \udc00\u0301\u0600',
  ...'\u00a9\u2600\u200d\ufe0f\u20e3😀👍👩❤🎉🇩🇪🏽🏴\u{e0067}\u{e007f}',
];

test('however they are put together, emoji are clusters, words are runs, and length is code points', () => {
  const piece = fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 1 }));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('').replaceAll(':', '');
      const found = [...clusters.segment(text)].filter(({ segment }) =>
        /\p{Emoji_Presentation}|\uFE0F/u.test(segment),
      );
      expect(messageFacts(text)).toMatchObject({
        length: [...text].length,
        word_count: text.split(/\s+/).filter((word) => word !== '').length,
        emoji_count: found.length,
      });
    }),
    { numRuns: 2_000 },
  );
});
