import type { Random } from '../random.js';

export interface RequestFault {
  /**
   * `rate_limit`: 429 with Discord's headers. `refuse`: the given status, nothing is done. `hang`: nothing is done, and never
   * answered. `lose`: it is done, and the connection is cut before the answer. `break`: it is done, and 500 is answered.
   * `slow`: it is done and answered late.
   */
  kind: 'rate_limit' | 'refuse' | 'hang' | 'lose' | 'break' | 'slow';
  /** Such as `POST`; any unless given. */
  method?: string;
  /** Without `/api/v10`; any unless given. */
  path?: RegExp;
  /** How many requests it strikes; all unless given. */
  times?: number;
  /** The share of requests it strikes; all unless given. */
  chance?: number;
  random?: Random;
  /** Of a rate limit, and of what is slow: how long, in milliseconds; 50 unless given. */
  delayMs?: number;
  /** Of a refusal: 503 unless given. */
  status?: number;
  /** Of a refusal: Discord's code for it. */
  code?: number;
}

/** The fault that strikes a request, if any. */
export function faultFor(
  faults: ReadonlySet<RequestFault>,
  method: string,
  path: string,
): RequestFault | undefined {
  for (const fault of faults) {
    if (fault.method && fault.method !== method) continue;
    if (fault.path && !fault.path.test(path)) continue;
    if (fault.times === 0) continue;
    if (fault.chance !== undefined && !(fault.random?.chance(fault.chance) ?? false)) continue;
    if (fault.times !== undefined) fault.times -= 1;
    return fault;
  }
  return undefined;
}
