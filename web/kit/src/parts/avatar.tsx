const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const firstLetter = (word: string) => [...graphemes.segment(word)][0]?.segment ?? '';

/** The first letters of a name's first two words. */
export function initials(name: string): string {
  const words = name.split(/[\s._-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letters = words.slice(0, 2).map((word) => firstLetter(word.replace(/^[^\p{L}\p{N}]+/u, '')));
  return letters.join('').toLocaleUpperCase() || '?';
}

/** A colour that stays a member's own. The last digits of an id carry no time, so neighbours differ. */
export function hue(id: string): number {
  let mixed = 7;
  for (const digit of id) mixed = (mixed * 31 + digit.charCodeAt(0)) % 997;
  return (mixed * 137) % 360;
}

/** A round avatar without a picture: nothing is loaded from elsewhere. */
export const Avatar = ({ id, name }: { id: string; name: string }) => (
  <span class="avatar" aria-hidden="true" style={{ '--hue': hue(id) }}>
    {initials(name)}
  </span>
);
