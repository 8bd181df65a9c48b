import { writeFileSync } from 'node:fs';
import { runCampaign } from './campaign.js';
import { countDeadlocks } from './deadlocks/count-deadlocks.js';
import { printFigures } from './figures.js';
import { parseOptions, USAGE } from './options.js';
import { asTable } from './table.js';

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  const options = parseOptions(args);
  if (options.figures) return (await printFigures(options, (line) => console.log(line))) ? 0 : 1;
  if (options.batches !== undefined) {
    const { line, isWell } = await countDeadlocks(options.batches, options.first);
    console.log(line);
    return isWell ? 0 : 1;
  }
  const results = await runCampaign(
    options,
    (line) => console.log(line),
    // After each, so that a campaign that is cut off leaves what it came to.
    (soFar) => options.table && writeFileSync(options.table, asTable(soFar, options)),
  );
  const { verdicts } = results;
  const failed = verdicts.filter(({ complaints }) => complaints.length > 0);
  console.log(`${verdicts.length} ${options.cases ? 'cases' : 'seeds'}, ${failed.length} failed`);
  return failed.length === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    console.error(error);
    process.exit(1);
  },
);
