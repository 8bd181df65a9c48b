/** Runs `work` and tells how many seconds it took, and whether it was `applied` or `failed`. */
export async function timed<T>(
  work: () => Promise<T>,
  tell: (seconds: number, outcome: 'applied' | 'failed') => void,
): Promise<T> {
  const startedAt = performance.now();
  let outcome: 'applied' | 'failed' = 'failed';
  try {
    const value = await work();
    outcome = 'applied';
    return value;
  } finally {
    tell((performance.now() - startedAt) / 1_000, outcome);
  }
}
