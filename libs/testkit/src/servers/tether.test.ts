import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { transformSync } from '@swc/core';
import { processStamp } from './process-stamp.js';
import { temporaryFolder } from './reachable-folder.js';
import { runTethered, tether, tetheredPids } from './tether.js';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
  expect([...tetheredPids]).toEqual([]);
});

async function untilGone(pid: number): Promise<void> {
  while (processStamp(pid) !== undefined) await sleep(20);
}

/** A process of its own that tethers a child, prints the child's pid and waits. */
async function parentOfTethered(command: string[]): Promise<{ parent: ChildProcess; childPid: number }> {
  const source = readFileSync(join(__dirname, 'tether.ts'), 'utf8');
  const compiled = transformSync(source, {
    filename: 'tether.ts',
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  });
  writeFileSync(join(folder.path, 'tether.js'), compiled.code);
  const script = `
    const [command, ...args] = ${JSON.stringify(command)};
    console.log(require('./tether.js').tether(command, args).pid);
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['-e', script], {
    cwd: folder.path,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(parent.stdout, 'data');
  return { parent, childPid: Number(String(line)) };
}

test('a child ends when its parent is killed', async () => {
  const { parent, childPid } = await parentOfTethered(['sleep', '1000']);
  expect(processStamp(childPid)).toBeDefined();
  parent.kill('SIGKILL');
  await untilGone(childPid);
});

test('a child ends when its parent exits without a word', async () => {
  const { parent, childPid } = await parentOfTethered(['sleep', '1000']);
  parent.kill('SIGTERM');
  await untilGone(childPid);
});

test('stop sends the signal and reports how the child ended', async () => {
  const child = tether('sleep', ['1000']);
  expect([...tetheredPids]).toContain(child.pid);
  expect(await child.stop()).toEqual({ code: null, signal: 'SIGTERM' });
  expect(child.hasExited()).toBe(true);
  expect(await child.stop()).toEqual({ code: null, signal: 'SIGTERM' });
});

test('a child that ignores the signal is killed after the grace', async () => {
  const lines: string[] = [];
  let sawUp = () => {};
  const up = new Promise<void>((resolve) => {
    sawUp = resolve;
  });
  const child = tether('sh', ['-c', 'trap "" TERM; echo up; while :; do sleep 0.05; done'], {
    onLine: (line) => {
      lines.push(line);
      sawUp();
    },
  });
  await up;
  expect(await child.stop('SIGTERM', 100)).toEqual({ code: null, signal: 'SIGKILL' });
  expect(lines).toEqual(['up']);
});

test('a child that ends by itself gives its code and its last lines', async () => {
  const child = tether('sh', ['-c', 'echo one; echo two >&2; exit 3']);
  expect(await child.exited).toEqual({ code: 3, signal: null });
  expect(new Set(child.lastLines())).toEqual(new Set(['one', 'two']));
});

test('a command that is not there, or a folder that is not there, ends with a reason', async () => {
  await expect(runTethered('no-such-command', [])).rejects.toThrow(
    /ended with code 12[67][\s\S]*no-such-command/,
  );
  await expect(runTethered('true', [], { cwd: join(folder.path, 'no-such-folder') })).rejects.toThrow(
    'ENOENT',
  );
});
