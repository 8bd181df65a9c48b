/** Makes an element. Text is set as text: names are written by members and may hold anything. */
export function element(tag, { className, text, ...attributes } = {}, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const firstLetter = (word) => [...graphemes.segment(word)][0]?.segment ?? '';

/** The first letters of a name's first two words. */
export function initials(name) {
  const words = name.split(/[\s._-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letters = words.slice(0, 2).map((word) => firstLetter(word.replace(/^[^\p{L}\p{N}]+/u, '')));
  return letters.join('').toLocaleUpperCase() || '?';
}

/** A colour that stays a member's own. The last digits of an id carry no time, so neighbours differ. */
function hue(id) {
  let mixed = 7;
  for (const digit of id) mixed = (mixed * 31 + digit.charCodeAt(0)) % 997;
  return (mixed * 137) % 360;
}

/** Writes a member's initials and colour into an avatar. */
export function paintAvatar(avatar, { id, name }) {
  avatar.textContent = initials(name);
  avatar.style.setProperty('--hue', String(hue(id)));
  return avatar;
}

/** A round avatar without a picture: nothing is loaded from elsewhere. */
export const avatarOf = (member) =>
  paintAvatar(element('span', { className: 'avatar', 'aria-hidden': 'true' }), member);
