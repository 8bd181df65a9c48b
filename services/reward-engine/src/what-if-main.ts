import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { communitySpec, databaseSpec, errorSummary, OperatorError, runCommand } from '@synapse/runtime';
import { checkDatabase } from '@synapse/store';
import { tellRows } from './tell-progress.js';
import { describeReport } from './what-if/describe-report.js';
import { whatIf } from './what-if/what-if.js';

const NAME = 'reward-engine what-if';
/** Figures before the span are sums over the journal. */
const TIMEOUT_MS = 3_600_000;

const HELP = `npm run what-if -- changes.json --from 2026-01-01 [--to 2026-02-01] [--json report.json]

Reports, writing nothing, what the facts from --from up to --to would have brought under other rules.
changes.json names what is to be different, all parts optional:

  {
    "settings": { "cooldown_seconds": 60, "xp_base_message:<guild id>": 20 },
    "multipliers": [{ "category": 3, "interaction": "MESSAGE", "xp": 1.5, "stars": 1 }],
    "channels": [{ "channel": "80351110224678912", "category": 3 }],
    "templates": [{ "id": 2, "requirement_value": 50, "xp_reward": 100 }],
    "new_templates": [{ "name": "Regular", "requirement_type": "star_threshold", "requirement_scope": "lifetime",
                        "requirement_value": 500, "rarity": "rare" }]
  }

--json writes the whole report to a file, which npm run apply-what-if takes.`;

void runCommand(
  { name: 'what-if', spec: { ...databaseSpec, ...communitySpec } },
  async ({ config, say, signal }) => {
    const { values, positionals } = readArguments();
    if (values.help) return say(HELP);
    const [path] = positionals;
    if (path === undefined || values.from === undefined) {
      throw new OperatorError('A what-if needs a file with the changes, and --from.', HELP);
    }
    const span = {
      since: timeOf('--from', values.from),
      until: values.to === undefined ? Number.MAX_SAFE_INTEGER : timeOf('--to', values.to),
    };
    const database = { url: config.DATABASE_URL, applicationName: NAME, statementTimeoutMs: TIMEOUT_MS };
    await checkDatabase(database, 'activity_log');
    const context = { database, community: config.COMMUNITY, now: new Date(), onProgress: tellRows, signal };
    const report = await whatIf(context, { changes: await readJson(path), span });
    if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 1)}\n`);
    for (const line of describeReport(report)) say(line);
    if (values.json !== undefined)
      say(`\nThe whole report is in ${values.json}: npm run apply-what-if -- ${values.json}`);
  },
);

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        json: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new OperatorError(errorSummary(error), HELP);
  }
}

function timeOf(name: string, text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new OperatorError(`${name}: "${text}" is no time.`, 'For example: 2026-01-31');
  return time;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new OperatorError(`${path}: ${errorSummary(error)}`, 'Name a JSON file with the changes.');
  }
}
