import { readFileSync, writeFileSync } from 'node:fs';
import { createClosing } from './closing.js';
import { checkRatios, ratiosOf } from './compare.js';
import { help, type Options, readOptions } from './options.js';
import { report } from './report.js';
import { run } from './run.js';

const say = (line: string) => process.stderr.write(`${line}\n`);

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  const closing = createClosing();
  try {
    await Promise.race([measure(options, closing), interrupted()]);
  } finally {
    await closing.all(say);
  }
}

async function measure(options: Options, closing: ReturnType<typeof createClosing>): Promise<void> {
  const result = await run(options, closing, say);
  process.stdout.write(`\n${report(result)}\n\n`);
  const ratios = ratiosOf(result.rows);
  if (options.json) writeFileSync(options.json, `${JSON.stringify({ ratios, ...result }, null, 2)}\n`);
  if (options.compare) checkRatios(ratios, JSON.parse(readFileSync(options.compare, 'utf8')).ratios);
}

function interrupted(): Promise<never> {
  return new Promise((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => reject(new Error(`Stopped by ${signal}.`)));
    }
  });
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    say(`bench: ${error.message}`);
    process.exit(1);
  },
);
