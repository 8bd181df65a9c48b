import type { User } from '../world/world.js';
import type { RequestBody } from './request-body.js';
import type { RestState } from './rest-state.js';

export interface Asked {
  state: RestState;
  /** Host and port that the client dialled. */
  host: string;
  /** Whose token it came with. */
  as: User;
  /** What the path's variables stand for. */
  ids: string[];
  query: URLSearchParams;
  body: RequestBody;
}

export interface Route {
  /** GET unless given. */
  method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: RegExp;
  /** Answered without a token. */
  open?: boolean;
  /** Answered to people too, and not only to the bot. */
  people?: boolean;
  /** `undefined` is answered with 204. @throws RestError */
  answer(asked: Asked): unknown;
}

/** An error that Discord answers: its HTTP status, its own code and its words. */
export class RestError extends Error {
  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

export const unknown = (code: number, what: string): RestError => new RestError(404, code, `Unknown ${what}`);

/** What was looked for, or the error that there is none. */
export function existing<T>(thing: T | undefined, code: number, what: string): T {
  if (thing === undefined) throw unknown(code, what);
  return thing;
}
