import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  COMMANDS,
  decodeCommand,
  decodeFact,
  decodeRewardFrame,
  factLines,
  JOBS,
  jobRequestComplaint,
  PAYLOADS,
  RewardEvent,
  readRuleSet,
  SETTINGS,
} from './index.js';

/**
 * What version 1 wrote. What stands in these files is never changed: a stream may hold such bytes for as long as it lives,
 * and services of two releases run side by side. A new type is added; a new version adds files beside them.
 */
const golden = (name: string) => readFileSync(join(__dirname, '../test/golden', name));

test('every fact type of version 1 is readable', () => {
  const facts = factLines(golden('facts-v1.frame'))?.map((line) => decodeFact(line)) ?? [];
  expect(facts.filter((decoded) => 'unreadable' in decoded)).toEqual([]);
  const types = facts.flatMap((decoded) => ('fact' in decoded ? decoded.fact.type : []));
  expect(new Set(types)).toEqual(new Set(Object.keys(PAYLOADS)));
});

test('every reward event of version 1 is readable, to the last field', () => {
  const bytes = golden('reward-frame-v1.json');
  const frame = decodeRewardFrame(bytes);
  expect(frame).toEqual(JSON.parse(bytes.toString('utf8')));
  const kinds = RewardEvent.anyOf.map(({ properties }) => properties.kind.const);
  expect(new Set(frame.events.map(({ kind }) => kind))).toEqual(new Set(kinds));
});

test('a rule set of version 1 is in force as it was', () => {
  const written: unknown = JSON.parse(golden('rule-set-v1.json').toString('utf8'));
  const ruleSet = readRuleSet(written);
  expect(ruleSet).toEqual(written);
  expect(Object.keys(ruleSet.settings).every((key) => Object.hasOwn(SETTINGS, key))).toBe(true);
});

test('every command of version 1 is readable', () => {
  const lines = golden('commands-v1.ndjson').toString('utf8').trim().split('\n');
  const types = lines.map((line) => {
    const decoded = decodeCommand(Buffer.from(line));
    return 'command' in decoded ? decoded.command.type : decoded;
  });
  expect(new Set(types)).toEqual(new Set(Object.keys(COMMANDS)));
});

test('every request for a job of version 1 is readable', () => {
  const lines = golden('job-requests-v1.ndjson').toString('utf8').trim().split('\n');
  const requests = lines.map((line) => JSON.parse(line) as { kind: string; request: unknown });
  expect(requests.map(({ kind, request }) => jobRequestComplaint(kind, request))).toEqual(
    requests.map(() => null),
  );
  expect(new Set(requests.map(({ kind }) => kind))).toEqual(new Set(Object.keys(JOBS)));
});

/** What the next minor release may write, beside services of this one: fields, kinds and settings are added, none is changed. */
describe('what a later release adds', () => {
  test('to reward frames: fields and kinds are passed over', () => {
    const frame = JSON.parse(golden('reward-frame-v1-next.json').toString('utf8')) as { events: object[] };
    const read = decodeRewardFrame(Buffer.from(JSON.stringify(frame)));
    expect(frame.events).toHaveLength(3);
    expect(read.events.map(({ kind }) => kind)).toEqual(['granted', 'level_reached']);
  });

  test('to facts: fields are dropped, a new type is set aside and its neighbours count', () => {
    const read = factLines(golden('facts-v1-next.frame'))?.map((line) => decodeFact(line)) ?? [];
    expect(read.map((one) => ('fact' in one ? one.fact.type : one.unreadable.reason))).toEqual([
      'message_create',
      'unknown_type',
      'member_leave',
    ]);
    expect(
      JSON.stringify(read, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toMatch(/mood/);
  });

  test('to commands: fields are dropped', () => {
    const [line = ''] = golden('commands-v1.ndjson').toString('utf8').split('\n');
    const decoded = decodeCommand(Buffer.from(JSON.stringify({ ...JSON.parse(line), priority: 3 })));
    expect(decoded).toMatchObject({ command: { type: JSON.parse(line).type } });
    expect(decoded).not.toHaveProperty('command.priority');
  });
});

/** What the release before may have written: optional fields are not there. */
test('what an earlier release left out of reward events may be missing', () => {
  const frame = JSON.parse(golden('reward-frame-v1.json').toString('utf8')) as {
    events: Record<string, unknown>[];
  };
  const earlier = frame.events
    .filter(({ kind }) => kind === 'granted')
    .map(({ season_id: _, award: __, ...event }) => event);
  const read = decodeRewardFrame(Buffer.from(JSON.stringify({ ...frame, events: earlier })));
  expect(read.events).toEqual(earlier);
});
