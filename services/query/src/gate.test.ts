import { createGate } from './gate.js';

test('no more run at a time than there are places, and each gets its turn, after a failure too', async () => {
  const gate = createGate(2);
  const finish: (() => void)[] = [];
  let most = 0;
  let running = 0;
  const work = (fails: boolean) =>
    gate(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => finish.push(resolve));
      running -= 1;
      if (fails) throw new Error('failed');
      return 'done';
    });
  const all = Promise.allSettled([work(true), work(false), work(true), work(false), work(false)]);
  for (let n = 0; n < 5; n++) {
    await new Promise((resolve) => setImmediate(resolve));
    finish.shift()?.();
  }
  expect((await all).map(({ status }) => status)).toEqual([
    'rejected',
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
  ]);
  expect(most).toBe(2);
});

test('who comes when enough wait is refused', async () => {
  const gate = createGate(1, 1);
  const never = () => new Promise<void>(() => {});
  void gate(never);
  void gate(never);
  await expect(gate(never)).rejects.toMatchObject({ status: 429 });
});
