import { readArguments } from './arguments.js';
import { serviceEnv, services } from './services.js';
import { pagePort } from './stack.js';
import { summary } from './summary.js';

const addresses = {
  nats: { monitorUrl: 'http://127.0.0.1:18222', as: (user) => `nats://${user}@127.0.0.1:14222` },
  database: { as: (role: string) => `postgresql://${role}@127.0.0.1/synapse` },
  discord: {
    token: 'secret',
    apiUrl: 'http://127.0.0.1:1/api',
    cdnUrl: 'http://127.0.0.1:1/cdn',
    client: { id: '7', secret: 'hidden' },
  },
  sessionSecret: 'signs',
  erasureKey: 'key',
};

function envOf(name: string, ours: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const service = services.find((candidate) => candidate.name === name);
  if (!service) throw new Error(`no service ${name}`);
  return serviceEnv(
    service,
    addresses,
    { ops: 9001, http: service.http && 8081, admin: 8082 },
    '/data',
    ours,
  );
}

test('each service gets what it needs and nothing of the others', () => {
  const ours = { PATH: '/bin', DATABASE_URL: 'mine', DISCORD_TOKEN: 'mine', NATS_URL_FILE: '/run/secret' };
  const common = {
    PATH: '/bin',
    LOG_LEVEL: 'warn',
    NATS_MONITOR_URL: 'http://127.0.0.1:18222',
    OPS_HOST: '127.0.0.1',
    OPS_PORT: '9001',
  };
  expect(envOf('ingest-gateway', ours)).toEqual({
    ...common,
    NATS_URL: 'nats://ingest-gateway@127.0.0.1:14222',
    DISCORD_TOKEN: 'secret',
    DISCORD_API_URL: 'http://127.0.0.1:1/api',
    SPOOL_DIR: '/data/spool',
  });
  expect(envOf('query', ours)).toEqual({
    ...common,
    NATS_URL: 'nats://query@127.0.0.1:14222',
    DATABASE_URL: 'postgresql://synapse_query@127.0.0.1/synapse',
    HTTP_PORT: '8081',
  });
  expect(envOf('bot', { ...ours, DISCORD_CDN_URL: 'mine' })).toEqual({
    ...common,
    NATS_URL: 'nats://bot@127.0.0.1:14222',
    DATABASE_URL: 'postgresql://synapse_bot@127.0.0.1/synapse',
    DISCORD_TOKEN: 'secret',
    DISCORD_API_URL: 'http://127.0.0.1:1/api',
    DISCORD_CDN_URL: 'http://127.0.0.1:1/cdn',
  });
  expect(envOf('admin', { ...ours, SESSION_SECRET: 'mine' })).toEqual({
    ...common,
    NATS_URL: 'nats://admin@127.0.0.1:14222',
    DATABASE_URL: 'postgresql://synapse_admin@127.0.0.1/synapse',
    DISCORD_TOKEN: 'secret',
    DISCORD_API_URL: 'http://127.0.0.1:1/api',
    DISCORD_CLIENT_ID: '7',
    DISCORD_CLIENT_SECRET: 'hidden',
    SESSION_SECRET: 'signs',
    ADMIN_PORT: '8082',
    ADMIN_URL: 'http://127.0.0.1:8082',
  });
});

test('those who remember who was erased share one key, and no other has it', () => {
  const keys = services.map(({ name }) => [name, envOf(name, { ERASURE_KEY: 'mine' }).ERASURE_KEY]);
  expect(keys.filter(([, key]) => key !== undefined)).toEqual([
    ['lake-writer', 'key'],
    ['reward-engine', 'key'],
  ]);
});

test('a level that was set reaches every service', () => {
  for (const { name } of services) expect(envOf(name, { LOG_LEVEL: 'debug' }).LOG_LEVEL).toBe('debug');
});

test('the command line knows its options and says so about others', () => {
  expect(readArguments(['--fresh', '--data', '/x'])).toEqual({ fresh: true, help: false, data: '/x' });
  expect(() => readArguments(['--frehs'])).toThrow("Unknown option '--frehs'. See npm start -- --help");
  expect(() => readArguments(['now'])).toThrow('npm start -- --help');
});

test('the page has a port that exists', () => {
  expect([pagePort(undefined), pagePort(''), pagePort('0'), pagePort('9000')]).toEqual([8080, 8080, 0, 9000]);
  for (const wrong of ['http', '-1', '70000', '80.5'])
    expect(() => pagePort(wrong)).toThrow(`HTTP_PORT=${wrong}`);
});

test('the summary names every address', () => {
  const text = summary(
    {
      pageUrl: 'http://127.0.0.1:8080',
      adminUrl: 'http://127.0.0.1:8081',
      databaseUrl: 'postgresql://db',
      natsUrl: 'nats://log',
      transcriptUrl: 'http://127.0.0.1:15443/transcript',
      opsPorts: [{ name: 'query', port: 9001 }],
    },
    '/data',
  );
  for (const part of [
    '8080/openapi.json',
    'http://127.0.0.1:8081',
    'postgresql://db',
    'nats://log',
    'http://127.0.0.1:15443/transcript',
    'http://127.0.0.1:9001/',
    '/data',
    '--fresh',
  ]) {
    expect(text).toContain(part);
  }
});
