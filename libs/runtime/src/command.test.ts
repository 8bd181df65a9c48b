import { rmSync } from 'node:fs';
import { spawnService, transpileRuntime } from '../test/spawned-service.js';

let folder: string;
beforeAll(() => {
  folder = transpileRuntime();
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (body: string, env: NodeJS.ProcessEnv = {}) => {
  const script = `runtime.runCommand(
    { name: 'import', spec: runtime.communitySpec },
    async ({ config, signal, say }) => { ${body} },
  );`;
  return spawnService(folder, script, env);
};

test('a command that is done exits with 0, without waiting for what is still open', async () => {
  const command = run(`say(JSON.stringify({ msg: config.COMMUNITY })); setInterval(() => {}, 2 ** 30);`);
  await command.line('main');
  expect((await command.ended).code).toBe(0);
});

test('an error meant for people and a wrong configuration are told in plain words, exit 1', async () => {
  const failed = await run(`throw new runtime.OperatorError('No such guild.', 'Check the id.')`).ended;
  expect(failed).toEqual({ code: 1, stderr: '\nimport stops. No such guild.\nCheck the id.\n' });
  const misconfigured = await run('', { COMMUNITY: 'A B' }).ended;
  expect(misconfigured.code).toBe(1);
  expect(misconfigured.stderr).toContain('COMMUNITY must be 1 to 32 characters');
});

test('a bug keeps its stack, exit 1', async () => {
  const { code, stderr } = await run(`throw new Error('impossible state')`).ended;
  expect(code).toBe(1);
  expect(stderr).toContain('Error: impossible state\n    at ');
});

test('an interrupted command exits with 130', async () => {
  const command = run(`say('{"msg":"working"}'); await runtime.sleep(2 ** 30, signal);`);
  await command.line('working');
  command.child.kill('SIGINT');
  expect(await command.ended).toEqual({ code: 130, stderr: '' });
});
