import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { previousRunEnded, processStamp, stampedPid, writeStamp } from './process-stamp.js';
import { temporaryFolder } from './reachable-folder.js';
import { tether } from './tether.js';

const folder = temporaryFolder();
const file = join(folder.path, 'some.pid');
afterAll(() => folder.remove());

test('a stamp names a process while it runs and no longer', async () => {
  const child = tether('sleep', ['1000']);
  writeStamp(file, child.pid);
  expect(stampedPid(file)).toBe(child.pid);
  await expect(previousRunEnded(file, 'sleep', 0)).rejects.toThrow(
    `sleep is already running as process ${child.pid}`,
  );
  const waiting = previousRunEnded(file, 'sleep');
  await child.stop();
  await waiting;
  expect(stampedPid(file)).toBeUndefined();
});

test('a later process with the same pid is not taken for the stamped one', () => {
  writeFileSync(file, `${process.pid} 1\n`);
  expect(stampedPid(file)).toBeUndefined();
  expect(processStamp(process.pid)).not.toBe(`${process.pid} 1`);
});
