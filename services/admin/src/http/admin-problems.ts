import { COMMON_PROBLEMS, NOT_FOUND, problem } from '@synapse/http';

/** The errors that any read can answer with. */
export const READ_PROBLEMS = {
  ...COMMON_PROBLEMS,
  401: problem('Nobody is signed in, and there is no API key.'),
  403: problem('You, or this API key, may not do this.'),
  429: problem('Too many requests; `Retry-After` says when to try again.'),
};

/** The errors that any change can answer with; nothing is changed then. */
export const CHANGE_PROBLEMS = {
  ...READ_PROBLEMS,
  ...NOT_FOUND,
  409: problem('Something is in the way; `detail` says what.'),
  412: problem('It was changed since you read it.'),
  413: problem('The body is larger than 1 MiB.'),
  415: problem('The body is not JSON.'),
  422: problem('It is well-formed and cannot be; `detail` says why.'),
  428: problem('`If-Match` is missing.'),
};
