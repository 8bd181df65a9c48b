import { OperatorError } from './operator-error.js';

/**
 * Rejects when `withinMs` have passed since the signal aborted, with what the service was doing and what it still
 * holds open; never resolves.
 */
export function failIfHung(
  service: string,
  signal: AbortSignal,
  withinMs: number,
  phase: () => string,
): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(hungError(service, withinMs, phase()));
    signal.addEventListener('abort', () => setTimeout(fail, withinMs), { once: true });
  });
}

function hungError(service: string, withinMs: number, phase: string): OperatorError {
  const open = [...new Set(process.getActiveResourcesInfo())].join(', ');
  return new OperatorError(
    `${service} did not stop within ${withinMs / 1000} s. It was ${phase}; still open: ${open}.`,
    'What was committed is safe and the service can be started again. If it happens again, report this line.',
  );
}
