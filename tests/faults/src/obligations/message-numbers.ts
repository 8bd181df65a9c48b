/**
 * What the rules of the economy (section 2) want to know of a text, read off them once more and as plainly as possible:
 * the judge may share no code with what it judges.
 */
export function messageNumbers(text: string) {
  return {
    length: [...text].length,
    word_count: text.split(/\s+/).filter((word) => word !== '').length,
    has_code_block: text.split('```').length > 1,
    has_link: /https?:\/\/[^\s]/i.test(text),
    emoji_count: emojiCount(text),
  };
}

function emojiCount(text: string): number {
  let rest = text;
  let count = 0;
  rest = rest.replace(/<a?:[A-Za-z0-9_]+:[0-9]+>/g, () => {
    count += 1;
    return ' ';
  });
  count += shortcodes(rest);
  for (const { segment } of new Intl.Segmenter('en').segment(rest)) {
    if (/\p{Emoji_Presentation}/u.test(segment) || segment.includes('\uFE0F')) count += 1;
  }
  return count;
}

/** Walks from colon to colon: a name between two of them, with a letter in it and nothing wordlike touching outside. */
function shortcodes(text: string): number {
  let count = 0;
  for (let from = text.indexOf(':'); from !== -1; from = text.indexOf(':', from)) {
    const to = text.indexOf(':', from + 1);
    if (to === -1) break;
    const name = text.slice(from + 1, to);
    const isName = /^[A-Za-z0-9_+-]{1,32}$/.test(name) && /[A-Za-z]/.test(name);
    const isTouched = isWordlike(lastOf(text.slice(0, from))) || isWordlike(firstOf(text.slice(to + 1)));
    if (isName && !isTouched) {
      count += 1;
      from = to + 1;
    } else from += 1;
  }
  return count;
}

const firstOf = (text: string) => [...text.slice(0, 2)][0] ?? '';
const lastOf = (text: string) => [...text.slice(-2)].at(-1) ?? '';
const isWordlike = (character: string) => /[\p{L}\p{N}]/u.test(character);
