import { runCampaign } from './campaign.js';
import { parseOptions, USAGE } from './options.js';

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  const verdicts = await runCampaign(parseOptions(args), (line) => console.log(line));
  const failed = verdicts.filter(({ complaints }) => complaints.length > 0);
  console.log(`${verdicts.length} seeds, ${failed.length} failed`);
  return failed.length === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    console.error(error);
    process.exit(1);
  },
);
