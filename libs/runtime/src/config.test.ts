import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeSpec, readConfig } from './config.js';
import { ConfigError } from './config-error.js';
import { bool, commaList, integer, port, text, url } from './kind.js';
import { variable } from './variable.js';

const spec = {
  HTTP_PORT: variable(port, { desc: 'the port of the API', example: '8080', default: 8080 }),
  DISCORD_TOKEN: variable(text(/^[\w.]+$/, 'must be a bot token'), {
    desc: 'the token of the bot',
    example: 'abc.def',
    secret: true,
  }),
  BATCH: variable(integer(1, 500), { desc: 'entries in one transaction', example: '200' }),
  MONITOR_URL: variable(url(['http']), { desc: 'where to look', example: 'http://h', optional: true }),
  GUILDS: variable(commaList(text()), { desc: 'guilds served', example: '1,2', default: ['1', '2'] }),
  UNSAFE: variable(bool, { desc: 'whether to risk it', example: '1', default: false }),
};
const complete = { DISCORD_TOKEN: 'abc.def', BATCH: '20' };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'synapse-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string): string {
  const path = join(folder, `value-${content.length}`);
  writeFileSync(path, content);
  return path;
}

function refusal(env: NodeJS.ProcessEnv): ConfigError {
  try {
    readConfig(spec, env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

test('reads typed values and fills in defaults', () => {
  const config = readConfig(spec, { ...complete, UNSAFE: 'yes', IGNORED: 'x' });
  const batch: number = config.BATCH;
  const monitor: string | undefined = config.MONITOR_URL;
  expect(batch).toBe(20);
  expect(monitor).toBeUndefined();
  expect(config).toEqual({
    HTTP_PORT: 8080,
    DISCORD_TOKEN: 'abc.def',
    BATCH: 20,
    MONITOR_URL: undefined,
    GUILDS: ['1', '2'],
    UNSAFE: true,
  });
});

test('an empty value counts as not set', () => {
  const config = readConfig(spec, { ...complete, HTTP_PORT: '', MONITOR_URL: '  ' });
  expect([config.HTTP_PORT, config.MONITOR_URL]).toEqual([8080, undefined]);
  expect(refusal({ ...complete, BATCH: '' }).complaints).toEqual([
    { name: 'BATCH', problem: 'is not set', desc: 'entries in one transaction', example: '200' },
  ]);
});

test('complains about everything at once, with purpose and example', () => {
  const error = refusal({ HTTP_PORT: '80a', MONITOR_URL: 'nowhere', BATCH: '501' });
  expect(error.complaints.map(({ name, problem }) => `${name} ${problem}`)).toEqual([
    'HTTP_PORT must be a whole number from 0 to 65535, but is "80a"',
    'DISCORD_TOKEN is not set',
    'BATCH must be a whole number from 1 to 500, but is "501"',
    expect.stringMatching(/^MONITOR_URL must be a URL that starts with http:\/\/.*, but is "nowhere"$/),
  ]);
  expect(error.message).toContain('4 problems');
  expect(error.message).toContain('the token of the bot');
  expect(error.message).toContain('BATCH=200');
  expect(error.hint).toContain('.env.example');
});

test('never shows a secret, nor what may hold a password', () => {
  const error = refusal({ ...complete, DISCORD_TOKEN: 'my secret', MONITOR_URL: 'user:secret@host' });
  expect(error.complaints.map(({ name }) => name)).toEqual(['DISCORD_TOKEN', 'MONITOR_URL']);
  expect(`${error.message}${error.hint}${error.stack}`).not.toMatch(/my secret|user:secret/);
});

test('reads a value from the file that NAME_FILE points to', () => {
  const config = readConfig(spec, { BATCH: '20', DISCORD_TOKEN_FILE: file('from.a.file\n') });
  expect(config.DISCORD_TOKEN).toBe('from.a.file');
});

test.each([
  [
    'missing',
    () => join(folder, 'nowhere'),
    /^cannot be read from .*nowhere \(DISCORD_TOKEN_FILE\): ENOENT$/,
  ],
  ['empty', () => file('\n'), /^is empty in .* \(DISCORD_TOKEN_FILE\)$/],
])('says which file is %s', (_, path, problem) => {
  const { complaints } = refusal({ BATCH: '20', DISCORD_TOKEN_FILE: path() });
  expect(complaints).toEqual([expect.objectContaining({ problem: expect.stringMatching(problem) })]);
});

test('refuses a value that is given twice', () => {
  const { complaints } = refusal({ ...complete, DISCORD_TOKEN_FILE: file('other') });
  expect(complaints.map(({ problem }) => problem)).toEqual([
    'is set twice: leave either DISCORD_TOKEN or DISCORD_TOKEN_FILE',
  ]);
});

test('describeSpec lists every variable as it would be documented', () => {
  const described = describeSpec(spec);
  expect(described.map(({ name }) => name)).toEqual(Object.keys(spec));
  expect(described.map((line) => line.default)).toEqual([
    '8080',
    undefined,
    undefined,
    undefined,
    '1,2',
    '0',
  ]);
  expect(described.filter(({ required }) => required).map(({ name }) => name)).toEqual([
    'DISCORD_TOKEN',
    'BATCH',
  ]);
  expect(described[1]).toEqual({
    name: 'DISCORD_TOKEN',
    desc: 'the token of the bot',
    example: 'abc.def',
    default: undefined,
    required: true,
    secret: true,
  });
});
