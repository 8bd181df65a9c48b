import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { installOnce } from './install-once.js';
import { defaultDataFolder, makeOpenFolder, temporaryFolder } from './reachable-folder.js';
import { canReach, unprivilegedOwner } from './unprivileged.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const asRoot = process.getuid?.() === 0 ? test : test.skip;

test('the data of a checkout lies in it', () => {
  expect(defaultDataFolder(folder.path)).toBe(join(folder.path, '.synapse'));
});

asRoot('the data of a checkout in a private folder lies where the unprivileged user can go', () => {
  const checkout = join(folder.path, 'private', 'synapse');
  mkdirSync(checkout, { recursive: true });
  chmodSync(join(folder.path, 'private'), 0o700);
  expect(canReach(unprivilegedOwner(), checkout)).toBe(false);
  expect(defaultDataFolder(checkout)).toMatch(/^\/var\/lib\/synapse\/synapse-[0-9a-f]{8}$/);
  expect(defaultDataFolder(checkout)).toBe(defaultDataFolder(`${checkout}/`));
});

test('an open folder is open below whatever umask', () => {
  const before = process.umask(0o077);
  makeOpenFolder(join(folder.path, 'a', 'b'));
  process.umask(before);
  expect(statSync(join(folder.path, 'a')).mode & 0o777).toBe(0o755);
  expect(statSync(join(folder.path, 'a', 'b')).mode & 0o777).toBe(0o755);
});

test('an installation that fails leaves nothing', async () => {
  const target = join(folder.path, 'installed', 'program');
  await expect(
    installOnce(target, async (temporary) => {
      mkdirSync(temporary);
      throw new Error('disk full');
    }),
  ).rejects.toThrow('disk full');
  expect(existsSync(target)).toBe(false);
});
