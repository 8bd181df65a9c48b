import { parseArgs } from 'node:util';
import { OperatorError, runCommand } from '@synapse/runtime';
import { redecide, redecideSpec } from './redecide.js';

const HELP = `Judges the log of a community anew and compares every row with the engine's tables. Changes nothing.

  npm run redecide                        from the first entry, or from the checkpoint if that is gone
  npm run redecide -- --from-checkpoint   from the checkpoint of \`npm run checkpoint\`
  npm run redecide -- --help              this text

It needs DATABASE_URL, as the engine's role, NATS_URL, COMMUNITY and ERASURE_KEY. The engine may run meanwhile.
It ends with 1 when any row differs.
`;

function readOptions(argv: string[]) {
  try {
    const options = {
      'from-checkpoint': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    } as const;
    return parseArgs({ args: argv, options }).values;
  } catch (error) {
    throw new OperatorError(`${(error as Error).message.split('. ')[0]}.`, 'See npm run redecide -- --help');
  }
}

const EVERY_MS = 1_000;

function progress() {
  let told = Date.now();
  return (done: number, of: number): void => {
    if (Date.now() - told < EVERY_MS) return;
    told = Date.now();
    process.stderr.write(`${done} of ${of} entries\n`);
  };
}

if (process.argv.slice(2).some((one) => one === '--help' || one === '-h')) process.stdout.write(HELP);
else {
  void runCommand({ name: 'redecide', spec: redecideSpec }, async (command) => {
    const beginning = readOptions(process.argv.slice(2))['from-checkpoint'] ? 'checkpoint' : undefined;
    await redecide({ ...command, beginning, onProgress: progress() });
  });
}
