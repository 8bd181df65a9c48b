import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VERSION } from './version.js';

test('the version is that of the package', () => {
  const file = readFileSync(join(__dirname, '../package.json'), 'utf8');
  expect(VERSION).toBe((JSON.parse(file) as { version: string }).version);
});
