import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder, tether, writeStamp } from '@synapse/testkit';
import { openDataFolder } from './data-folder.js';

const parent = temporaryFolder();
afterAll(() => parent.remove());
const path = (name: string) => join(parent.path, name);

test('a new folder is made, kept, and emptied only when asked to', async () => {
  const first = await openDataFolder(path('own'), { fresh: false });
  writeFileSync(join(first.path, 'kept'), 'x');
  first.release();
  const second = await openDataFolder(path('own'), { fresh: false });
  expect(existsSync(join(second.path, 'kept'))).toBe(true);
  second.release();
  const third = await openDataFolder(path('own'), { fresh: true });
  expect(existsSync(join(third.path, 'kept'))).toBe(false);
  expect(existsSync(third.logs)).toBe(true);
  third.release();
});

test("somebody else's folder is neither used nor deleted", async () => {
  mkdirSync(path('foreign'));
  writeFileSync(join(path('foreign'), 'precious'), 'x');
  for (const fresh of [false, true]) {
    await expect(openDataFolder(path('foreign'), { fresh })).rejects.toThrow('holds other files (precious)');
  }
  expect(existsSync(join(path('foreign'), 'precious'))).toBe(true);
});

test('a folder of another version is not deleted', async () => {
  (await openDataFolder(path('other'), { fresh: false })).release();
  writeFileSync(join(path('other'), 'synapse-data.json'), '{"version":2}\n');
  await expect(openDataFolder(path('other'), { fresh: true })).rejects.toThrow('another version of Synapse');
});

test('a folder in use is refused and left alone', async () => {
  const first = await openDataFolder(path('busy'), { fresh: false });
  for (const fresh of [false, true]) {
    await expect(openDataFolder(path('busy'), { fresh })).rejects.toThrow(`runs as process ${process.pid}`);
  }
  expect(existsSync(join(first.path, 'synapse-data.json'))).toBe(true);
  first.release();
});

test('the lock of a crashed run is taken over, after what it left has ended', async () => {
  const folder = await openDataFolder(path('crashed'), { fresh: false });
  writeFileSync(join(folder.path, 'lock'), '999999999 1\n');
  const leftover = tether('sleep', ['1000']);
  writeStamp(join(folder.run, 'query.pid'), leftover.pid);
  const opening = openDataFolder(path('crashed'), { fresh: false });
  const early = await Promise.race([
    opening.then(() => 'opened'),
    leftover.exited.then(() => 'ended'),
    leftover.stop(),
  ]);
  expect(early).not.toBe('opened');
  const next = await opening;
  expect(existsSync(join(folder.run, 'query.pid'))).toBe(false);
  expect(readFileSync(join(next.path, 'lock'), 'utf8')).toContain(`${process.pid} `);
  next.release();
});
