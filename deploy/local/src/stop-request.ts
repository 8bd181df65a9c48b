/**
 * Resolves with the reason when somebody wants us to stop: a signal, or npm that started us is gone. Asked a second time
 * the process exits at once, and what it started with it.
 */
export function stopRequest(): Promise<string> {
  return new Promise((resolve) => {
    let askedAt: number | undefined;
    const ask = (reason: string) => {
      const now = performance.now();
      // A Ctrl-C arrives twice, from the terminal and from npm, which passes it on.
      if (askedAt !== undefined && now - askedAt > 1_000) process.exit(1);
      askedAt ??= now;
      resolve(reason);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ask(signal));
    if (process.env.npm_lifecycle_event) onParentGone(() => ask('npm has ended'));
  });
}

/** A killed npm passes nothing on, and would leave us running where nobody sees it. */
function onParentGone(tell: () => void): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    tell();
  }, 500);
  watch.unref();
}
