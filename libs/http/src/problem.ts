import { STATUS_CODES } from 'node:http';
import type { Problem } from '@synapse/contracts';

export const PROBLEM_TYPE = 'application/problem+json';
/** Seconds after which a client may try again what could not be answered now. */
export const RETRY_AFTER_SECONDS = 5;

/** An answer that is an error, with what the caller did wrong or can do. */
export class HttpProblem extends Error {
  override name = 'HttpProblem';
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

/** The body of an error. Source: RFC 9457; without a type of its own the title is the status code's phrase. */
export const problemBody = (status: number, detail: string): Problem => ({
  type: 'about:blank',
  title: STATUS_CODES[status] ?? 'Error',
  status,
  detail,
});
