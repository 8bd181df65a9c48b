import type { Fact } from '@synapse/contracts';

/**
 * What an anti-gaming rule remembers under one key. A number is a time in milliseconds, a count or a sum; a list is
 * times; a flag says that something happened.
 */
export type WindowValue =
  | number
  | readonly number[]
  | { readonly place: number; readonly paid: boolean }
  | true;

export interface Window {
  readonly value: WindowValue;
  /** The latest event time at which a fact may ask for it, in milliseconds. */
  readonly lastAt: number;
}

export type Windows = ReadonlyMap<string, Window>;

/** A window as it is to be from now on. */
export interface WindowMove extends Window {
  readonly key: string;
}

const HISTORY = 'history:';

/** Tells whether only late facts could ask for a window. History is never late, so its windows are never forgotten. */
export const isForgotten = (key: string, { lastAt }: Pick<Window, 'lastAt'>, horizon: number): boolean =>
  lastAt < horizon && !key.startsWith(HISTORY);

/** The window after a move: it is kept as long as any move of it wants. */
export const moved = (before: Window | undefined, { value, lastAt }: WindowMove): Window => ({
  value,
  lastAt: Math.max(lastAt, before?.lastAt ?? 0),
});

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Lists are cut into rows by hour or day of their times, so that no row grows for ever. */
const bucket = (at: number, length: number) => Math.floor(at / length);

/**
 * The keys under which the rules remember; a member's begin with the member. History has windows of its own: it must not
 * use up the present's.
 */
export const createKeys = (isHistory: boolean): Keys => (isHistory ? keysOfHistory : keysOfNow);

function keysAfter(prefix: string) {
  return {
    cooldown: (member: bigint, channel: bigint | null) => `${prefix}${member}:cooldown:${channel ?? 'none'}`,
    repeat: (reactor: bigint, message: string, emoji: string) =>
      `${prefix}${reactor}:repeat:${message}:${emoji}`,
    reactor: (reactor: bigint, message: string) => `${prefix}${reactor}:reactor:${message}`,
    crowd: (message: string) => `${prefix}crowd:${message}`,
    pair: (reactor: bigint, author: bigint, at: number) =>
      `${prefix}${reactor}:pair:${author}:${bucket(at, DAY_MS)}`,
    voice: (member: bigint, at: number) => `${prefix}${member}:voice:${bucket(at, HOUR_MS)}`,
    day: (member: bigint, at: number) => `${prefix}${member}:day:${bucket(at, DAY_MS)}`,
    /** What every key of the member's own begins with. */
    own: (member: bigint) => `${prefix}${member}:`,
  };
}
export type Keys = ReturnType<typeof keysAfter>;

/** Tells whether a key is about reactions: there are several for each of them, and most are never asked for again. */
export const isAboutReactions = (key: string): boolean => /(?:^|:)(?:repeat|reactor|crowd|pair):/.test(key);

const [keysOfNow, keysOfHistory] = [keysAfter(''), keysAfter(HISTORY)];

/** Every key that judging a fact may ask for. */
export function windowKeys(fact: Fact, isHistory: boolean): string[] {
  const keys = createKeys(isHistory);
  switch (fact.type) {
    case 'message_create':
      return [keys.cooldown(fact.userId, fact.channelId), keys.day(fact.userId, fact.at)];
    case 'thread_create':
      return [keys.day(fact.userId, fact.at)];
    case 'voice_tick':
      return [
        keys.voice(fact.userId, fact.at),
        keys.voice(fact.userId, fact.at - HOUR_MS),
        keys.day(fact.userId, fact.at),
      ];
    case 'reaction_add': {
      const { message_id: message, emoji_name: emoji } = fact.payload;
      const own = [
        keys.repeat(fact.userId, message, emoji),
        keys.reactor(fact.userId, message),
        keys.crowd(message),
        keys.day(fact.userId, fact.at),
      ];
      if (fact.targetId === null) return own;
      return [
        ...own,
        keys.pair(fact.userId, fact.targetId, fact.at),
        keys.pair(fact.userId, fact.targetId, fact.at - DAY_MS),
        keys.day(fact.targetId, fact.at),
      ];
    }
    default:
      return [];
  }
}

/**
 * Every window that names a member: their own by what the keys begin with, and those of whoever reacted to them.
 * @param reactions who did, and when, in milliseconds since the Unix epoch
 */
export function windowsNaming(member: bigint, reactions: readonly { reactor: bigint; at: number }[]) {
  const both = [createKeys(false), createKeys(true)];
  return {
    prefixes: both.map((keys) => keys.own(member)),
    keys: both.flatMap((keys) => reactions.map(({ reactor, at }) => keys.pair(reactor, member, at))),
  };
}

export const timeIn = (windows: Windows, key: string): number | null => {
  const value = windows.get(key)?.value;
  return typeof value === 'number' ? value : null;
};

export const sumIn = (windows: Windows, key: string): number => timeIn(windows, key) ?? 0;

export const timesIn = (windows: Windows, key: string): readonly number[] => {
  const value = windows.get(key)?.value;
  return Array.isArray(value) ? value : [];
};

/** How many of the times lie in (at − length, at]. */
export const within = (times: readonly number[], at: number, length: number): number =>
  times.filter((time) => at - length < time && time <= at).length;

export { DAY_MS, HOUR_MS };
