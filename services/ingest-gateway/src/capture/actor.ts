import type { FactJson } from '@synapse/contracts';
import type { User } from './shapes.js';

/** The width of the column that the name ends in, in characters. */
const NAME_LENGTH = 100;

/** Display name and avatar hash of who did it: the nickname in the guild, else the global name, else the user name. */
export function actorOf(user: User, nick?: string | null): NonNullable<FactJson['actor']> {
  const name = [nick, user.global_name, user.username].map((text) => storable(text ?? '')).find(Boolean);
  return { name: firstCharacters(name ?? user.id, NAME_LENGTH), avatar: user.avatar ?? null };
}

/** The text without what PostgreSQL refuses: NUL characters and halves of surrogate pairs. */
export const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '');

/** The text cut to so many code points. */
function firstCharacters(text: string, most: number): string {
  return text.length <= most ? text : [...text].slice(0, most).join('');
}
