import { statSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@synapse/testkit';
import { keptSecret } from './kept-secret.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

test('a secret is made once, for nobody else to read', () => {
  const key = keptSecret(undefined, folder.path, 'erasure-key');
  expect(key.length).toBeGreaterThanOrEqual(32);
  expect(keptSecret(undefined, folder.path, 'erasure-key')).toBe(key);
  expect(keptSecret(undefined, folder.path, 'session-secret')).not.toBe(key);
  expect(statSync(join(folder.path, 'erasure-key')).mode & 0o077).toBe(0);
});

test('one that was set comes first', () => {
  expect(keptSecret('mine', folder.path, 'erasure-key')).toBe('mine');
});
