/** Pictographs have colours that the bundled font lacks; controls and joiners have no shape. */
const UNPRINTABLE =
  /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\p{C}]|\ufe0f|\u20e3/gu;

/** A text without what the font of the card cannot show. */
export const printable = (text: string): string =>
  text.normalize('NFC').replace(UNPRINTABLE, '').replace(/\s+/g, ' ').trim();

/** Text as SVG takes it. */
export const markup = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const NARROW = /[ijlftrI.,:;'|!()[\] ]/;
const WIDE = /[mwMW@%&]/;
/** Scripts whose characters are as wide as they are high. */
const SQUARE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** About how wide a text is, in units of the font's size; bold Inter, measured by eye. */
const widthOf = (text: string): number =>
  [...text].reduce((sum, character) => {
    if (SQUARE.test(character)) return sum + 1;
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
