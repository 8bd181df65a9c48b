import { keyOf, type Picture, type PictureChange } from '../picture/picture.js';
import type { User } from './shapes.js';

/** Remembers a user as a bot; nothing when it is a person or known already. */
export function learnBot(user: User | undefined, picture: Picture): PictureChange[] {
  return user?.bot && !picture.bots.has(user.id) ? [{ key: keyOf.bot(user.id), value: 1 }] : [];
}
