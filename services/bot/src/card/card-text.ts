/** What the fonts of the card have: letters of some scripts, and the signs that go with them. Emoji have colours, which they lack. */
const DRAWN =
  /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}\u0020-\u00ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]/gu;
const OTHER = new RegExp(`[^${DRAWN.source.slice(1)}`, 'gu');

/** Letters that are drawn in other ways, as members like them, become the plain ones. */
const plainLetters = (text: string): string => text.normalize('NFKC').replace(/\s+/g, ' ');

/** A text without what the fonts of the card cannot show. */
export const printable = (text: string): string =>
  plainLetters(text).replace(OTHER, '').replace(/ +/g, ' ').trim();

/** Whether the card shows every letter of a name, and more than nothing. */
export const isPrintable = (name: string): boolean =>
  printable(name) !== '' && !/[\p{L}\p{N}]/u.test(plainLetters(name).replace(DRAWN, ''));

/** Text as SVG takes it. */
export const markup = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const NARROW = /[ijlftrI.,:;'|!()[\] ]/;
const WIDE = /[mwMW@%&]/;
/** About how wide a text is, in units of the font's size; bold Inter, measured by eye. */
export const widthOf = (text: string): number =>
  [...text].reduce((sum, character) => {
    if (NARROW.test(character)) return sum + 0.34;
    return sum + (WIDE.test(character) ? 0.92 : /\p{Lu}|\d/u.test(character) ? 0.68 : 0.6);
  }, 0);

/** A text at the largest size, down to two thirds of `size`, at which it fits; cut where even that is too wide. */
export function fitted(text: string, width: number, size: number): { text: string; size: number } {
  const wanted = width / Math.max(0.1, widthOf(text));
  if (wanted >= size) return { text, size };
  const smallest = Math.round((size * 2) / 3);
  if (wanted >= smallest) return { text, size: Math.floor(wanted) };
  const characters = [...text];
  while (characters.length > 1 && (widthOf(characters.join('')) + 0.9) * smallest > width) characters.pop();
  return { text: `${characters.join('').trimEnd()}…`, size: smallest };
}

/** One or two letters that stand for a name. */
export function initialsOf(name: string): string {
  const words = printable(name)
    .split(/[\s_.-]+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letters = words.slice(0, 2).map((word) => [...word.replace(/[^\p{L}\p{N}]/gu, '')][0] ?? '');
  return letters.join('').toUpperCase() || '?';
}
