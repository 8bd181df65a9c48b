import type { TObject } from '@sinclair/typebox';
import { factsStream, rewardsStream } from '@synapse/bus';
import * as contracts from '@synapse/contracts';
import { explain } from '@synapse/economy';
import { ALL_READS } from '../../services/query/src/reads/all-reads';
import { NAMED_SCHEMAS } from '../../services/query/src/reads/schemas';
import { commandReference, refusalReference } from './command-reference';
import { code, fields, section, table } from './markdown';
import { rewardReference } from './reward-reference';
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
    commandReference(),
    refusalReference(),
    whatIfs(),
    rewardReference(),
    denials(),
    http(),
    memberExport(),
    changeRequests(),
    jobs(),
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
          'one command a message',
          issuer,
        ]),
        [code(contracts.configSubject(community)), 'one whole rule set a message', 'admin'],
        [code(contracts.rewardsSubject(community)), 'reward frames', 'reward-engine'],
        [
          code(contracts.changeSubject(community, '<change>')),
          'one change request a message, answered by admin; in no stream',
          'bot',
        ],
        [
          code(contracts.jobSubject(community, '<service>', '<job>')),
          'one request for a job, answered by the owner of its tables; in no stream',
          'admin',
        ],
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

const whatIfs = () =>
  section(
    'What-ifs',
    `The changes that \`npm run what-if\` takes, and the report, version ${contracts.WHAT_IF_REPORT_VERSION}, that \`npm run apply-what-if\` takes. A field that is not named here is refused in the changes.`,
    `### Changes\n\n${fields(contracts.RuleChanges)}`,
    `### Report\n\n${fields(contracts.WhatIfReport)}`,
  );

function http(): string {
  const documents = Object.entries({ ...NAMED_SCHEMAS, Problem: contracts.Problem }).filter(
    (document): document is [string, TObject] => 'properties' in document[1],
  );
  const reads = ALL_READS.map(({ name, path, summary, isPrivate }) => [
    code(path.replace(/:(\w+)/g, '{$1}')),
    code(contracts.querySubject(contracts.DEFAULT_COMMUNITY, name)),
    isPrivate ? `${summary} Needs a key.` : summary,
  ]);
  return section(
    'HTTP documents',
    'Each read is a route, and a subject: its input is then one JSON object, and the reply `{"answer": …}` or `{"problem": …}`. Parameters and errors are in `/openapi.json` of a running `query`, and on its page `/api`. `RewardEvent`, which the live stream sends, is one of the events above.',
    table(['route', 'subject', 'what'], reads),
    ...documents.map(([name, schema]) => `### ${name}\n\n${fields(schema)}`),
  );
}

const memberExport = () =>
  section(
    'Export of a member',
    `One JSON document, version ${contracts.MEMBER_EXPORT_VERSION}: what \`npm run export-member\` writes. What only the owners of rows can read is not in it: dead letters, and the seals of who was erased.`,
    fields(contracts.MemberExport),
  );

const changeRequests = () =>
  section(
    'Change requests',
    'What the bot asks admin for on behalf of whoever called it, by request and reply; the subject’s last token is the name of the change, as in the admin API’s `operationId` but with underscores. Version ' +
      `${contracts.CHANGE_REQUEST_VERSION}.`,
    fields(contracts.ChangeRequest),
    'The answer:',
    fields(contracts.ChangeAnswer),
  );

const jobs = () =>
  section(
    'Jobs',
    `What admin asks the owners of tables for, by request and reply, version ${contracts.JOB_REQUEST_VERSION}. The subject names service and job. How far it is stands in \`lake_jobs\` or \`engine_jobs\`, where the owner goes on with it after a kill.`,
    table(
      ['subject', 'what'],
      Object.entries(contracts.JOBS).map(([kind, { service, description }]) => [
        code(contracts.jobSubject(contracts.DEFAULT_COMMUNITY, service, kind)),
        description,
      ]),
    ),
    fields(contracts.JobRequest),
    'The answer:',
    fields(contracts.JobAnswer),
    ...Object.entries(contracts.JOBS).flatMap(([kind, { input, report }]) => [
      `### ${kind}`,
      ...(Object.keys(input.properties).length > 0 ? ['The input:', fields(input)] : []),
      ...(kind === 'what_if'
        ? ['The report is that of [what-ifs](#what-ifs).']
        : ['The report:', fields(report)]),
    ]),
  );

const denials = () =>
  section(
    'Denials',
    'Why a judged fact paid nothing: `metadata.denial` of a journal row, `reason` of a `denied` event.',
    table(
      ['denial', 'in words'],
      contracts.DENIALS.map((denial) => [code(denial), inWords(denial)]),
    ),
  );

const inWords = (denial: contracts.Denial) =>
  explain({
    interaction: 'MESSAGE',
    xpDelta: 0,
    starDelta: 0,
    reasons: { fact: '', rule_set: 0, denial },
  }).replace('0: ', '');

const words = () =>
  section(
    'Vocabularies',
    ...Object.entries({
      'Fact types in the lake': contracts.LAKE_EVENT_TYPES,
      'Fact types beside it': contracts.STRUCTURE_FACT_TYPES,
      'Interactions (`event_type` of the journal)': contracts.INTERACTION_TYPES,
      'Counters of a member': contracts.COUNTERS,
      'Progress of a quest': contracts.QUEST_STATUSES,
      'Actions in the audit trail': contracts.ADMIN_ACTION_TYPES,
    }).map(([title, list]) => `* ${title}: ${list.map(code).join(', ')}`),
  );
