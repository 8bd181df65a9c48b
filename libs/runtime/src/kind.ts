import type { Kind } from './variable.js';

/** Any text; with a pattern, only text that matches it (`must` then says what that is: "must be …"). */
export function text(pattern = /./s, must = 'must not be empty'): Kind<string> {
  return (raw) => {
    if (!pattern.test(raw)) throw new Error(must);
    return raw;
  };
}

/** What stands in examples and in haste. */
const WELL_KNOWN = /change.?me|secret|password|example|your.?key|123456|qwert|abcdef/i;

/** A secret of at least `length` characters that nobody guesses. */
export function secretKey(length: number): Kind<string> {
  return (raw) => {
    if (raw.length < length) throw new Error(`must be at least ${length} characters long`);
    if (WELL_KNOWN.test(raw) || new Set(raw).size < 8) {
      throw new Error('must not be easy to guess: let a program make it, as `openssl rand -base64 48` does');
    }
    return raw;
  };
}

/** A whole number from `min` to `max`, both included. */
export function integer(min: number, max: number): Kind<number> {
  return (raw) => {
    const value = Number(raw);
    if (!/^-?\d+$/.test(raw) || value < min || value > max) {
      throw new Error(`must be a whole number from ${min} to ${max}`);
    }
    return value;
  };
}

/** A TCP port to listen on; 0 means any free one. */
export const port: Kind<number> = integer(0, 65_535);

/** A share from 0 (none) to 1 (all). */
export const ratio: Kind<number> = (raw) => {
  const value = Number(raw);
  if (!/^\d*\.?\d+$/.test(raw) || value > 1) throw new Error('must be a number from 0 to 1');
  return value;
};

const ON = ['1', 'true', 'yes', 'on'];
const OFF = ['0', 'false', 'no', 'off'];

/** A switch: `1`, `true`, `yes`, `on` or `0`, `false`, `no`, `off`. */
export const bool: Kind<boolean> = (raw) => {
  const word = raw.toLowerCase();
  if (ON.includes(word)) return true;
  if (OFF.includes(word)) return false;
  throw new Error('must be 1 (on) or 0 (off)');
};

/** One of the given words. */
export function choice<const T extends string>(words: readonly T[]): Kind<T> {
  return (raw) => {
    const word = words.find((candidate) => candidate === raw);
    if (word === undefined) throw new Error(`must be one of ${words.join(', ')}`);
    return word;
  };
}

/** Values separated by commas, each of the given kind; at least one. */
export function commaList<T>(item: Kind<T>): Kind<T[]> {
  return (raw) => {
    const items = raw.split(',').map((part) => part.trim());
    if (items.some((part) => part === '')) {
      throw new Error('must be a list separated by commas, without empty places');
    }
    return items.map(item);
  };
}

/** An absolute URL with one of the given schemes (`['http', 'https']`) and a host; returned as it was written. */
export function url(schemes: readonly string[]): Kind<string> {
  return (raw) => {
    const parsed = parseUrl(raw, schemes);
    if (parsed.hostname === '') throw new Error(`must name a host, as in ${schemes[0]}://127.0.0.1`);
    return raw;
  };
}

/** One NATS server, or the servers of a cluster separated by commas; returned as it was written. */
export const natsServers: Kind<string> = (raw) => commaList(url(['nats', 'tls']))(raw).join(',');

/** A PostgreSQL connection URL that names a database; returned as it was written. */
export const databaseUrl: Kind<string> = (raw) => {
  const parsed = parseUrl(raw, ['postgresql', 'postgres']);
  if (parsed.pathname.length < 2) {
    throw new Error('must end with the name of a database, as in postgresql://127.0.0.1/synapse');
  }
  return raw;
};

function parseUrl(raw: string, schemes: readonly string[]): URL {
  const wanted = schemes.map((scheme) => `${scheme}://`).join(' or ');
  if (!URL.canParse(raw)) {
    throw new Error(
      `must be a URL that starts with ${wanted} (special characters in a password are written as %XX)`,
    );
  }
  const parsed = new URL(raw);
  if (!schemes.includes(parsed.protocol.slice(0, -1))) throw new Error(`must start with ${wanted}`);
  return parsed;
}
