interface CheckState {
  ready: boolean;
  reason?: string;
  /** What it cannot do although it is ready. */
  lacks?: string;
}

export interface ReadinessReport {
  ready: boolean;
  /** True once the service has been told to stop. */
  draining: boolean;
  checks: Record<string, CheckState>;
}

/** Whether a service can do its work: every check has said yes, and it has not been told to stop. */
export interface Readiness {
  /** Records the state of one check; `reason` tells people why it is not ready. */
  set(check: string, isReady: boolean, reason?: string): void;
  /** Records that a check is ready and yet lacks something; nothing when `what` is empty. */
  lacks(check: string, what: string): void;
  /** Makes the service not ready for good. */
  draining(): void;
  report(): ReadinessReport;
}

/**
 * Creates the registry behind `/readyz`. The named checks start as not ready; other names join when they are first set.
 * Without any check the service is not ready.
 * @param onChange called whenever the answer for the whole service changes
 */
export function createReadiness(
  checks: readonly string[] = [],
  onChange: (report: ReadinessReport) => void = () => {},
): Readiness {
  const states = new Map<string, CheckState>();
  for (const check of checks) states.set(check, { ready: false, reason: 'not reported yet' });
  let draining = false;
  let wasReady = false;

  const report = (): ReadinessReport => ({
    ready: !draining && states.size > 0 && [...states.values()].every((state) => state.ready),
    draining,
    checks: Object.fromEntries(states),
  });
  const tellChange = () => {
    const now = report();
    if (now.ready === wasReady) return;
    wasReady = now.ready;
    onChange(now);
  };

  return {
    set(check, isReady, reason = 'no reason given') {
      states.set(check, isReady ? { ready: true } : { ready: false, reason });
      tellChange();
    },
    lacks(check, what) {
      states.set(check, { ready: true, ...(what && { lacks: what }) });
      tellChange();
    },
    draining() {
      draining = true;
      tellChange();
    },
    report,
  };
}
