import { OperatorError, runCommand } from '@synapse/runtime';
import { spec } from './config.js';
import { describeOutcomes, runJob } from './what-if/run-job.js';
import { undoWhatIf } from './what-if/undo-what-if.js';

const NAME = 'undo-what-if';

void runCommand({ name: NAME, spec }, async (command) => {
  const [run] = process.argv.slice(2);
  if (run === undefined) {
    throw new OperatorError(
      'An undo needs the name of a what-if.',
      'For example: npm run undo-what-if -- 4f1d0c2b9a8e7d65',
    );
  }
  const { version, outcomes, untouched } = await runJob(NAME, command, (job) =>
    undoWhatIf(job, run, new Date()),
  );
  command.say(
    `The what-if ${run} is taken back; the rules in force are version ${version}. ${describeOutcomes(outcomes)}`,
  );
  command.say('Levels that it brought stay, for levels never fall.');
  if (untouched.length > 0)
    command.say(`Changed by somebody since, and left as they are: ${untouched.join(', ')}.`);
});
