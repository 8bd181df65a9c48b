import { factsStream, rewardsStream } from '@synapse/bus';
import * as contracts from '@synapse/contracts';
import { fieldsOf, rangeOf } from './schema-fields';
import { settingReaders } from './setting-readers';

const HEAD = `# Contract reference

Generated from \`libs/contracts\` by \`npm run docs\`; a test fails when it is stale.

An **id** is a Discord snowflake: a positive 63-bit integer, written in JSON as a string of decimal digits. A **time** is ISO
8601 in UTC. **integer from n** ends at 2147483647. Readers ignore fields they do not know; a document whose version is higher
than the reader's makes it wait, never skip.
`;

/** The text of \`docs/contracts.md\`. */
export function contractReference(): string {
  return [
    HEAD,
    subjects(),
    streams(),
    frames(),
    facts(),
    deadLetters(),
    ruleSet(),
    settings(),
    rewards(),
    http(),
    words(),
  ].join('\n');
}

function subjects(): string {
  const community = contracts.DEFAULT_COMMUNITY;
  return section(
    'Subjects',
    `\`${community}\` stands for any community: 1 to 32 of a–z, 0–9 and _.`,
    table(
      ['subject', 'what', 'publisher'],
      [
        [code(contracts.discordSubject(community)), 'frames of facts from Discord', 'ingest-gateway'],
        [
          code(contracts.historySubject(community)),
          'frames of facts imported or redriven; what they bring is silent',
          'admin',
        ],
        ...contracts.COMMAND_ISSUERS.map((issuer) => [
          code(contracts.commandSubject(community, issuer)),
          'reserved: one command a message',
          issuer,
        ]),
        [code(contracts.configSubject(community)), 'one whole rule set a message', 'admin'],
        [code(contracts.rewardsSubject(community)), 'reward frames', 'reward-engine'],
      ],
    ),
  );
}

function streams(): string {
  const rows = [factsStream(contracts.DEFAULT_COMMUNITY), rewardsStream()].map((stream) => [
    code(stream.name),
    stream.subjects.map(code).join(', '),
    `${stream.max_age / 86_400_000_000_000} days`,
    `${stream.max_bytes / 1024 ** 3} GiB`,
    stream.discard === 'new' ? 'refuses' : 'drops the oldest',
  ]);
  return section(
    'Streams',
    'Services make a stream that is missing, and refuse one that differs.',
    table(['stream', 'subjects', 'keeps', 'at most', 'when full'], rows),
  );
}

const frames = () =>
  section(
    'Frames of facts',
    `A frame is lines: a header \`{"v":${contracts.FRAME_VERSION},"id":"…"}\`, then one fact a line. At most ${contracts.FRAME_MAX_FACTS} facts or ${contracts.FRAME_MAX_BYTES / 1024} KiB, unless one fact alone is larger. The \`id\` is also the message's \`Nats-Msg-Id\`; \`traceparent\` travels as a header.`,
  );

function facts(): string {
  const envelope = fields(contracts.FactEnvelope);
  const payloads = Object.entries(contracts.PAYLOADS).map(([type, schema]) => {
    const rows = fieldsOf(schema);
    const kind = (contracts.LAKE_EVENT_TYPES as readonly string[]).includes(type)
      ? ''
      : ' (never reaches the lake)';
    return `#### \`${type}\`${kind}\n\n${rows.length > 0 ? fields(schema) : 'No fields.\n'}`;
  });
  return section('Facts', 'What every fact has:', envelope, '### Payloads\n', ...payloads);
}

const deadLetters = () =>
  section(
    'Dead-letter reasons',
    'The `reason` of a row in `lake_dead_letters` or `engine_dead_letters`.',
    table(
      ['reason', 'meaning'],
      Object.entries(contracts.DEAD_LETTER_REASONS).map(([reason, meaning]) => [code(reason), meaning]),
    ),
  );

const ruleSet = () =>
  section(
    'Rule set',
    `The body of a config entry and of a \`rule_sets\` row. This build reads form ${contracts.RULE_SET_FORM} and semantics ${contracts.SEMANTICS}.`,
    fields(contracts.RuleSet),
  );

function settings(): string {
  const all = Object.entries(contracts.SETTINGS);
  const categories = [...new Set(all.map(([, { category }]) => category))];
  const tables = categories.map((category) => {
    const rows = all
      .filter(([, setting]) => setting.category === category)
      .map(([key, { schema, default: byDefault, description }]) => [
        code(key),
        rangeOf(schema),
        code(JSON.stringify(byDefault)),
        description,
        settingReaders(key).join(', ') || 'nobody yet',
      ]);
    return `### ${category}\n\n${table(['key', 'range', 'default', 'meaning', 'read by'], rows)}`;
  });
  return section(
    'Settings',
    'A key holds for the community; `<key>:<guild id>` holds for one guild.',
    ...tables,
  );
}

function rewards(): string {
  const kinds = [contracts.Granted, contracts.LevelReached].map(
    (schema) => `### \`${schema.properties.kind.const}\`\n\n${fields(schema)}`,
  );
  const { events: _, ...frame } = contracts.RewardFrame.properties;
  return section(
    'Reward frames',
    `JSON, version ${contracts.REWARD_FRAME_VERSION}. \`events\` is a list of the events below, in order; delivery may repeat a frame, \`id\` tells.`,
    fields({ ...contracts.RewardFrame, properties: frame } as typeof contracts.RewardFrame),
    ...kinds,
  );
}

function http(): string {
  const { Leaderboard, MemberProfile, Overview, Problem } = contracts;
  const documents = Object.entries({ Leaderboard, MemberProfile, Overview, Problem });
  return section(
    'HTTP documents',
    'The routes, their parameters and their errors are in `/openapi.json` of a running `query`. `RewardEvent`, which the live stream sends, is one of the events above.',
    ...documents.map(([name, schema]) => `### ${name}\n\n${fields(schema)}`),
  );
}

const words = () =>
  section(
    'Vocabularies',
    ...Object.entries({
      'Fact types in the lake': contracts.LAKE_EVENT_TYPES,
      'Fact types beside it': contracts.STRUCTURE_FACT_TYPES,
      'Interactions (`event_type` of the journal)': contracts.INTERACTION_TYPES,
      'Counters of a member': contracts.COUNTERS,
      'Denials (why a judged fact paid nothing)': contracts.DENIALS,
      'Actions in the audit trail': contracts.ADMIN_ACTION_TYPES,
    }).map(([title, list]) => `* ${title}: ${list.map(code).join(', ')}`),
  );

const section = (title: string, ...parts: string[]): string =>
  `## ${title}\n\n${parts.map((part) => part.trimEnd()).join('\n\n')}\n`
    .replaceAll(/\n\n(?=\* )/g, '\n')
    .replace('\n* ', '\n\n* ');

const fields = (schema: Parameters<typeof fieldsOf>[0]): string =>
  table(
    ['field', 'type', 'meaning'],
    fieldsOf(schema).map(({ path, type, meaning }) => [code(path), type, meaning]),
  );

const code = (text: string) => `\`${text}\``;

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return `${[line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n')}\n`;
}
