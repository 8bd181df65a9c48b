import { createLogger } from '@synapse/runtime';
import { createApp } from './index.js';

function appThatLogs() {
  const lines: Record<string, unknown>[] = [];
  const log = createLogger({ service: 'test' }, { write: (line) => lines.push(JSON.parse(line)) });
  return { lines, app: createApp({ log, bodyLimit: 100, isAway: () => false }) };
}

test('a fault of the server is logged under the request that its answer names', async () => {
  const { app, lines } = appThatLogs();
  app.get('/faulty/:n', async () => {
    throw new Error('what only the log may say');
  });
  const answer = await app.inject('/faulty/1');
  expect(answer.statusCode).toBe(500);
  const [, request] = /under request (\S+)\.$/.exec(answer.json().detail) ?? [];
  expect(answer.body).not.toContain('what only the log may say');
  expect(lines).toMatchObject([
    {
      level: 'error',
      request,
      route: '/faulty/:n',
      err: { message: expect.stringContaining('only the log') },
    },
  ]);
  await app.close();
});

test('what Fastify itself and plugins have to say is logged', async () => {
  const { app, lines } = appThatLogs();
  await app.register((scope, _, done) => {
    scope.log.info('said by a plugin');
    done();
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  await app.close();
  expect(lines.map(({ msg }) => msg)).toEqual([
    'said by a plugin',
    expect.stringContaining('Server listening at http://127.0.0.1:'),
  ]);
});

test('nobody waits for the end of an answer that nobody asked about', async () => {
  const { app } = appThatLogs();
  app.get('/', async (_, { raw }) => ({ waiting: raw.listenerCount('error') }));
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  expect(await (await fetch(url)).json()).toEqual({ waiting: 0 });
  await app.close();
});
