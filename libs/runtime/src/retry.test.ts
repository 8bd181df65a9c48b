import { retryDelayMs, retryForever, sleep } from './retry.js';

function options(signal = new AbortController().signal) {
  const told: string[] = [];
  const tell = (_: object, message: string) => told.push(message);
  return {
    told,
    signal,
    log: { warn: tell, info: tell } as never,
    what: 'connect to NATS',
    isTransient: (error: unknown) => (error as Error).message === 'wait',
    baseMs: 1,
    maxMs: 1,
  };
}

test('tries until it succeeds, and tells each failure and the end', async () => {
  let attempts = 0;
  const retry = options();
  const result = await retryForever(() => {
    attempts += 1;
    if (attempts < 3) throw new Error('wait');
    return 'connected';
  }, retry);
  expect(result).toBe('connected');
  expect(retry.told).toEqual([
    'connect to NATS: failed, trying again: wait',
    'connect to NATS: failed, trying again: wait',
    'connect to NATS: succeeded',
  ]);
});

test('a success at once is not worth a line', async () => {
  const retry = options();
  expect(await retryForever(async () => 7, retry)).toBe(7);
  expect(retry.told).toEqual([]);
});

test('throws what does not pass by itself', async () => {
  const retry = options();
  await expect(retryForever(() => Promise.reject(new Error('wrong password')), retry)).rejects.toThrow(
    'wrong password',
  );
  expect(retry.told).toEqual([]);
});

test('an abort ends the waiting', async () => {
  const controller = new AbortController();
  const fail = () => {
    setImmediate(() => controller.abort());
    throw new Error('wait');
  };
  const endless = { ...options(controller.signal), baseMs: 2 ** 30, maxMs: 2 ** 30 };
  await expect(retryForever(fail, endless)).rejects.toMatchObject({ name: 'AbortError' });
});

test('after an abort nothing is tried', async () => {
  const fn = jest.fn();
  await expect(retryForever(fn, options(AbortSignal.abort()))).rejects.toMatchObject({ name: 'AbortError' });
  expect(fn).not.toHaveBeenCalled();
});

test('delays double up to the greatest, within their upper half', () => {
  const delays = (random: number) => [1, 2, 3, 10, 2000].map((n) => retryDelayMs(n, 200, 10_000, random));
  expect(delays(1)).toEqual([200, 400, 800, 10_000, 10_000]);
  expect(delays(0)).toEqual([100, 200, 400, 5_000, 5_000]);
});

test('sleep rejects as soon as its signal aborts', async () => {
  const controller = new AbortController();
  const asleep = sleep(2 ** 30, controller.signal);
  controller.abort();
  await expect(asleep).rejects.toMatchObject({ name: 'AbortError' });
});
