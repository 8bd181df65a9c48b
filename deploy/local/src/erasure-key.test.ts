import { statSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@synapse/testkit';
import { bringErasureKey } from './erasure-key.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

test('the key is made once, for nobody else to read', () => {
  const key = bringErasureKey({}, folder.path);
  expect(key.length).toBeGreaterThanOrEqual(32);
  expect(bringErasureKey({}, folder.path)).toBe(key);
  expect(statSync(join(folder.path, 'erasure-key')).mode & 0o077).toBe(0);
});

test('one that was set comes first', () => {
  expect(bringErasureKey({ ERASURE_KEY: 'mine' }, folder.path)).toBe('mine');
});
