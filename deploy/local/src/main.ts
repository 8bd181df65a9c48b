import { resolve } from 'node:path';
import { defaultDataFolder } from '@synapse/testkit';
import { help, readArguments } from './arguments.js';
import { type DataFolder, openDataFolder } from './data-folder.js';
import { bringUp } from './stack.js';
import { describeExit, whatItSaid } from './start-service.js';
import { stopRequest } from './stop-request.js';
import { summary } from './summary.js';
import { createSupervisor } from './supervisor.js';

const root = resolve(__dirname, '../../..');
const print = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  const options = readArguments(process.argv.slice(2));
  if (options.help) {
    print(help);
    return 0;
  }
  const stopped = stopRequest();
  const path = resolve(options.data ?? defaultDataFolder(root));
  print(`${options.fresh ? 'Starting over' : 'Starting'} with the data in ${path}`);
  const folder = await openDataFolder(path, { fresh: options.fresh });
  try {
    return await run(folder, stopped);
  } finally {
    folder.release();
  }
}

/** Runs until somebody wants it to stop (0) or something ends by itself (1). */
async function run(folder: DataFolder, stopped: Promise<string>): Promise<number> {
  const supervisor = createSupervisor();
  const death = supervisor.firstDeath.then(({ of, status }) => {
    throw new Error(`${of.name} ${describeExit(status)}. ${whatItSaid(of)}`);
  });
  try {
    const up = bringUp({ root, env: process.env, folder, supervisor, print });
    const stack = await Promise.race([up, stopped.then(() => undefined), death]);
    if (stack) print(summary(stack, folder.path));
    const reason = await Promise.race([stopped, death]);
    print(`\nStopping (${reason})`);
    return 0;
  } catch (error) {
    printError(error);
    return 1;
  } finally {
    await supervisor.stopAll((name) => print(`  stopping ${name}`));
  }
}

function printError(error: unknown): void {
  const { message, hint } =
    error instanceof Error ? (error as Error & { hint?: string }) : { message: String(error) };
  process.stderr.write(`\n${[message, hint].filter(Boolean).join('\n')}\n\n`);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    printError(error);
    process.exit(1);
  },
);
