/** What is kept of a message's text: numbers and flags. The text itself goes no further than this file. */
export interface MessageFacts {
  length: number;
  word_count: number;
  has_code_block: boolean;
  has_link: boolean;
  emoji_count: number;
}

const LINK = /https?:\/\/\S/i;
const CODE_BLOCK = '```';
const CUSTOM_EMOJI = /<a?:\w+:\d+>/g;
/** Holds a letter, and no letter or digit touches it outside: neither `12:00:30` nor `a:b:c` is one. */
const SHORTCODE = /(?<![\p{L}\p{N}]):(?=[0-9_+-]*[A-Za-z])[A-Za-z0-9_+-]{1,32}:(?![\p{L}\p{N}])/gu;
const EMOJI = /\p{Emoji_Presentation}|\uFE0F/u;
const EMOJI_ALONE = /\p{Emoji_Presentation}/gu;
/** By these several code points become one emoji: joiners, variation selectors, halves of flags, skin tones. */
const JOINED = /[\u200D\uFE0F\u{1F1E6}-\u{1F1FF}\u{1F3FB}-\u{1F3FF}]/u;
const SURROGATE = /[\uD800-\uDFFF]/;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Turns text into numbers. */
export function messageFacts(text: string): MessageFacts {
  return {
    length: codePoints(text),
    word_count: wordCount(text),
    has_code_block: text.includes(CODE_BLOCK),
    has_link: LINK.test(text),
    emoji_count: emojiCount(text),
  };
}

/** The number of Unicode code points: what people call characters, more or less. */
export function codePoints(text: string): number {
  if (!SURROGATE.test(text)) return text.length;
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** Runs of non-space. */
function wordCount(text: string): number {
  let count = 0;
  let isInWord = false;
  for (let at = 0; at < text.length; at += 1) {
    const isSpace = isSpaceCode(text.charCodeAt(at));
    if (!isSpace && !isInWord) count += 1;
    isInWord = !isSpace;
  }
  return count;
}

const isSpaceCode = (code: number) =>
  code < 0x80 ? code === 0x20 || (code >= 0x09 && code <= 0x0d) : /\s/.test(String.fromCharCode(code));

function emojiCount(text: string): number {
  const custom = text.match(CUSTOM_EMOJI)?.length ?? 0;
  const rest = custom > 0 ? text.replace(CUSTOM_EMOJI, ' ') : text;
  return custom + (rest.match(SHORTCODE)?.length ?? 0) + unicodeEmojiCount(rest);
}

/**
 * A flag or a family is several code points and one grapheme cluster, so clusters are counted. To cut a short text
 * into them takes ten times as long as all the rest, which most emoji do not need.
 */
function unicodeEmojiCount(text: string): number {
  if (!EMOJI.test(text)) return 0;
  if (!JOINED.test(text)) return text.match(EMOJI_ALONE)?.length ?? 0;
  let count = 0;
  for (const { segment } of graphemes.segment(text)) if (EMOJI.test(segment)) count++;
  return count;
}
