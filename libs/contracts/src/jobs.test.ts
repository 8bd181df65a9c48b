import { FutureVersionError, JOB_REQUEST_VERSION, jobRequestComplaint } from './index.js';

const request = {
  v: JOB_REQUEST_VERSION,
  id: 7,
  asked_at: '2026-01-02T03:04:05.000Z',
  input: { changes: { settings: { daily_xp_cap: 40 } }, since: '2026-01-01T00:00:00.000Z' },
};
const withSettings = (settings: object) => ({
  ...request,
  input: { ...request.input, changes: { settings } },
});

test('a request for a job is one, and one of a later version waits for an upgrade', () => {
  expect(jobRequestComplaint('what_if', request)).toBeNull();
  expect(() => jobRequestComplaint('what_if', { ...request, v: 2 })).toThrow(FutureVersionError);
});

const NESTED: unknown = JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`);

test.each([
  ['of a kind that there is not', 'constructor', request, 'There is no job "constructor".'],
  ['that is nothing', 'retention', null, 'Expected object'],
  ['of a time that is none', 'what_if', { ...request, asked_at: 'yesterday' }, 'asked_at: no time.'],
  ['with a field too many', 'retention', request, 'input/changes'],
  ['with a NUL character in it', 'what_if', withSettings({ a: 'a\0b' }), 'input: '],
  ['with one in a name', 'what_if', withSettings({ 'a\0b': 1 }), 'input: '],
  ['with half a surrogate pair', 'what_if', withSettings({ a: ['\ud800'] }), 'input: '],
  ['nested beyond reason', 'what_if', withSettings({ a: NESTED }), 'input: '],
])('a request %s is refused in words', (_, kind, asked, words) => {
  expect(jobRequestComplaint(kind, asked)).toContain(words);
});
