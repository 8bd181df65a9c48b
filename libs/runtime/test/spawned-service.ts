import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { transformFileSync } from '@swc/core';

const PACKAGE = join(__dirname, '..');
const NODE_PATH = [join(PACKAGE, 'node_modules'), join(PACKAGE, '../../node_modules')].join(delimiter);

/** Transpiles this package's source to a new temporary folder, so that a real process can run it without a build. */
export function transpileRuntime(): string {
  const folder = mkdtempSync(join(tmpdir(), 'synapse-runtime-'));
  const source = join(PACKAGE, 'src');
  for (const file of readdirSync(source).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  )) {
    const { code } = transformFileSync(join(source, file), {
      swcrc: false,
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: 'commonjs', ignoreDynamic: true },
    });
    writeFileSync(join(folder, file.replace(/\.ts$/, '.js')), code);
  }
  return folder;
}

export interface LogLine {
  level: string;
  msg: string;
  [field: string]: unknown;
}

export interface SpawnedService {
  child: ChildProcess;
  lines: LogLine[];
  /** Resolves with the first line, past or future, of this message; rejects if the process ends without it. */
  line(msg: string): Promise<LogLine>;
  /** Lets `released` of the script resolve. */
  release(): void;
  /** Resolves with the exit code and all of standard error. */
  ended: Promise<{ code: number | null; stderr: string }>;
}

/**
 * Runs a script in a process of its own. It finds the exports of this package in `runtime`, and in
 * `released` a promise that the test fulfils.
 */
export function spawnService(folder: string, script: string, env: NodeJS.ProcessEnv = {}): SpawnedService {
  const prelude = `
    const runtime = require('./index.js');
    const released = new Promise((resolve) => process.stdin.once('data', resolve));
  `;
  const child = spawn(process.execPath, ['-e', prelude + script], {
    cwd: folder,
    env: { PATH: process.env.PATH, NODE_PATH, OPS_HOST: '127.0.0.1', OPS_PORT: '0', ...env },
  });
  const lines: LogLine[] = [];
  const output = createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line)));
  const outputEnded = once(output, 'close');
  const stderr = text(child.stderr);
  const ended = once(child, 'close').then(async ([code]) => ({ code, stderr: await stderr }));

  return {
    child,
    lines,
    ended,
    release: () => child.stdin.write('go\n'),
    line: (msg) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lines.find((line) => line.msg === msg);
          if (found) resolve(found);
        };
        look();
        output.on('line', look);
        outputEnded.then(() => reject(new Error(`no line "${msg}" in ${JSON.stringify(lines)}`)));
      }),
  };
}
