import { connectBus } from '@synapse/bus';
import { OperatorError, runCommand } from '@synapse/runtime';
import { checkDatabase, openPrisma } from '@synapse/store';
import { spec } from './config.js';
import { rollSeason } from './seasons/roll-season.js';

const NAME = 'admin roll-season';
const DEFAULT_DAYS = 120;
const MOST_DAYS = 3650;

void runCommand({ name: 'roll-season', spec }, async ({ config, say }) => {
  const [name = '', days = String(DEFAULT_DAYS)] = process.argv.slice(2);
  const length = Number(days);
  if (
    name.trim() === '' ||
    name.length > 100 ||
    !Number.isInteger(length) ||
    length < 1 ||
    length > MOST_DAYS
  ) {
    throw new OperatorError(
      'A season needs a name of 1 to 100 characters, and a length in days from 1 to 3650.',
      'For example: npm run roll-season -- "Season 2" 120',
    );
  }
  const database = { url: config.DATABASE_URL, applicationName: NAME };
  await checkDatabase({ ...database, writes: true }, 'admin_positions');
  const bus = await connectBus({ url: config.NATS_URL, name: NAME });
  const prisma = openPrisma(config.DATABASE_URL, { applicationName: NAME });
  try {
    const { old, opened } = await rollSeason(
      { prisma, bus, community: config.COMMUNITY },
      { name, days: length },
      new Date(),
    );
    const begun = `season ${opened} ("${name}") has begun and lasts ${length} days`;
    say(old === null ? `No season was active; ${begun}.` : `Season ${old} has ended, ${begun}.`);
  } finally {
    await prisma.close();
    await bus.close();
  }
});
