import { Command, InvalidArgumentError, Option } from 'commander';
import { createAdminApi } from './admin-api.js';
import { doctor } from './doctor.js';
import { importMembers } from './import-members.js';
import { lag } from './lag.js';
import { createOutput, ExitCode, type Output } from './output.js';
import { runPrograms } from './run-programs.js';

const program = new Command('synapse')
  .description(
    'What operators of Synapse do. Exit codes: 0 all is well, 1 something is wrong, 2 wrong usage, 130 interrupted.',
  )
  .option('--json', 'one JSON document on standard output, and nothing else')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : ExitCode.usage))
  .showHelpAfterError();

/** Runs a command to its exit code; what it throws is told in words. */
async function act(work: (output: Output) => Promise<number>): Promise<void> {
  const output = createOutput({ asJson: Boolean(program.opts<{ json?: boolean }>().json) });
  process.once('SIGINT', () => process.exit(ExitCode.interrupted));
  const code = await work(output).catch((error: Error & { hint?: string }) => {
    output.fail(error.message, error.hint);
    return ExitCode.wrong;
  });
  output.end(code);
  process.exitCode = code;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It takes a whole number.');
  return Number(text);
}

program
  .command('doctor')
  .description(
    'tries every dependency and setting, and says what is wrong (DATABASE_URL, NATS_URL, NATS_MONITOR_URL, …)',
  )
  .option('--ops <urls>', 'ops addresses of services, as http://host:9464, separated by commas')
  .action((options: { ops?: string }) =>
    act((output) => doctor(process.env, options.ops?.split(',') ?? [], output)),
  );

program
  .command('lag')
  .description('how many entries of the log each service has yet to read (DATABASE_URL, NATS_URL)')
  .option('--most <entries>', 'end with 1 when one has more', wholeNumber, 1_000)
  .action((options: { most: number }) => act((output) => lag(process.env, options.most, output)));

program
  .command('verify')
  .description('holds the figures against the journal, and walks the audit trail (DATABASE_URL)')
  .action(() =>
    act((output) =>
      runPrograms(
        ['services/reward-engine/dist/verify-main.js', 'services/admin/dist/verify-audit-main.js'],
        [],
        output,
      ),
    ),
  );

program
  .command('rebuild')
  .description(
    'compares every figure with what the journal alone gives; the engine must be stopped (DATABASE_URL)',
  )
  .option('--repair', 'mend the rows that differ')
  .action((options: { repair?: true }) =>
    act((output) =>
      runPrograms(
        ['services/reward-engine/dist/rebuild-main.js'],
        [],
        output,
        options.repair && { REPAIR: '1' },
      ),
    ),
  );

program
  .command('what-if')
  .description('who would have gained and lost what under other rules; it changes nothing (DATABASE_URL)')
  .argument('<changes>', 'JSON file with what is to be different; `npm run what-if -- --help` shows one')
  .requiredOption('--from <date>', 'of the first fact that is judged anew, as 2026-01-31')
  .option('--to <date>', 'up to which; now unless given')
  .option('--report <file>', 'keep the whole report, which `npm run apply-what-if` takes')
  .action((changes: string, { from, to, report }: { from: string; to?: string; report?: string }) =>
    act((output) =>
      runPrograms(
        ['services/reward-engine/dist/what-if-main.js'],
        [changes, '--from', from, ...(to ? ['--to', to] : []), ...(report ? ['--json', report] : [])],
        output,
      ),
    ),
  );

program
  .command('redrive')
  .description(
    'puts a dead letter into the log again (ADMIN_URL, SYNAPSE_API_KEY), or posts those of a webhook again (NATS_URL, WEBHOOKS)',
  )
  .argument('<id>', 'of the dead letter, as the admin API lists it; or "webhooks"')
  .argument('[endpoint]', 'the name of the endpoint, after "webhooks"')
  .action((id: string, endpoint?: string) =>
    act(async (output) => {
      if (id === 'webhooks') {
        return runPrograms(['services/webhooks/dist/redeliver-main.js'], endpoint ? [endpoint] : [], output);
      }
      output.result(
        await createAdminApi(process.env).change('POST', `dead-letters/${encodeURIComponent(id)}/redrive`),
      );
      output.say(`Dead letter ${id} is in the log again.`);
      return ExitCode.well;
    }),
  );

program
  .command('import')
  .description('brings members with XP or level from elsewhere (ADMIN_URL, SYNAPSE_API_KEY)')
  .argument('<file>', 'a CSV with id, name, xp, level, or the JSON of the bot it comes from')
  .addOption(
    new Option('--format <format>', 'who wrote the file')
      .choices(['csv', 'mee6', 'polaris', 'amari'])
      .makeOptionMandatory(),
  )
  .addOption(
    new Option('--keep <what>', 'what members keep: their XP, or their level on our curve')
      .choices(['xp', 'level'])
      .default('xp'),
  )
  .option('--preview', 'say what it would do, and change nothing')
  .action((file: string, options: { format: string; keep: string; preview?: true }) =>
    act((output) => importMembers(createAdminApi(process.env), { file, ...options }, output)),
  );

program
  .command('erase')
  .description('removes a member and everything stored about them, for good (ADMIN_URL, SYNAPSE_API_KEY)')
  .argument('<member>', 'Discord id')
  .requiredOption('--yes <member>', 'the id again: it cannot be undone')
  .action((member: string, { yes }: { yes: string }) =>
    act(async (output) => {
      if (yes !== member) throw new Error('The two ids differ: nothing was done.');
      output.result(
        await createAdminApi(process.env).change('DELETE', `members/${encodeURIComponent(member)}`),
      );
      output.say(`Member ${member} is erased.`);
      return ExitCode.well;
    }),
  );

void program.parseAsync();
