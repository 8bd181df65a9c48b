import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@synapse/testkit';
import { openServiceLog, readable } from './service-log.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const path = join(folder.path, 'query.log');

test('everything goes to the file, what matters to the terminal, and a repeat only once', async () => {
  const told: string[] = [];
  const log = openServiceLog(path, (line) => told.push(line));
  const warning = '{"level":"warn","msg":"away","err":{"message":"refused"}}';
  const lines = ['{"level":"info","msg":"quiet"}', warning, warning, 'no log line', '{broken', warning];
  for (const line of lines) log.write(line, 'stdout');
  log.write('a crash', 'stderr');
  log.write(warning, 'stdout');
  await log.close();
  expect(told).toEqual(['warn: away: refused', 'a crash', 'warn: away: refused']);
  expect(readFileSync(path, 'utf8').split('\n')).toEqual([...lines, 'a crash', warning, '']);
});

test('what a service said last is shown in words, and nothing twice', () => {
  const waiting = '{"level":"warn","msg":"connect: refused","err":{"message":"refused"}}';
  expect(readable([waiting, waiting, 'no log line', waiting])).toBe(
    '  | warn: connect: refused\n  | no log line\n  | warn: connect: refused',
  );
});

test('the log of the last run is kept beside the new one', async () => {
  await openServiceLog(path, () => {}).close();
  expect(readFileSync(path, 'utf8')).toBe('');
  expect(readFileSync(join(folder.path, 'query.previous.log'), 'utf8')).toContain('away');
});
