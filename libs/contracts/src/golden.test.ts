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
