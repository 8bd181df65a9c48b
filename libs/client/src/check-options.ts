import type { SubscribeOptions } from './options.js';
import { type RewardKind, rewardKinds } from './reward-kinds.js';

/** JavaScript callers have no compiler that tells them. @throws TypeError naming what makes no sense, and what would */
export function checkOptions<K extends RewardKind>({ url, kinds, from, durable }: SubscribeOptions<K>): void {
  if (typeof url !== 'string' || url === '')
    throw new TypeError('url is the address of NATS, as in nats://127.0.0.1:4222.');
  const unknown = kinds?.filter((kind) => !rewardKinds.includes(kind)) ?? [];
  if (unknown.length > 0) {
    throw new TypeError(
      `There is no kind of event ${unknown.join(', ')}; there are ${rewardKinds.join(', ')}.`,
    );
  }
  if (durable !== undefined && !/^[\w-]{1,64}$/.test(durable)) {
    throw new TypeError(`durable is "${durable}": it takes 1 to 64 letters, digits, - and _.`);
  }
  if (!isPlace(from)) {
    throw new TypeError('from takes "new", "start", a sequence (1 or more) or a Date.');
  }
}

function isPlace(from: SubscribeOptions['from']): boolean {
  if (from instanceof Date) return !Number.isNaN(from.getTime());
  if (typeof from === 'number') return Number.isSafeInteger(from) && from >= 1;
  return from === undefined || from === 'new' || from === 'start';
}
