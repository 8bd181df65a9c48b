import { errorSummary } from './error-record.js';
import type { Logger } from './logger.js';
import { maskUrl } from './mask-url.js';
import { isOperatorError } from './operator-error.js';

/**
 * Says why a service cannot go on. An error meant for people goes to the log without its stack, and in plain words to
 * standard error for whoever started the process by hand; any other is a bug and is logged whole.
 */
export function reportFatal(service: string, log: Logger, error: unknown): void {
  if (!isOperatorError(error)) {
    log.fatal({ err: error }, `${service} failed: ${errorSummary(error)}`);
    return;
  }
  log.fatal({ hint: error.hint }, errorSummary(error));
  printForPeople(service, error);
}

/** Writes message and hint of an error to standard error. */
export function printForPeople(service: string, error: Error & { hint: string }): void {
  process.stderr.write(maskUrl(`\n${service} stops. ${errorSummary(error)}\n${error.hint}\n`));
}

/** Ends the process with code 1 on an error that nobody caught, since its state is then unknown. */
export function exitOnUncaughtErrors(service: string, log: Logger): void {
  const fail = (error: unknown) => {
    reportFatal(service, log, error);
    process.exit(1);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
}
