import { describeSpec, readConfig } from './config.js';
import { commonSpec, communitySpec, databaseSpec, natsSpec } from './shared-specs.js';

const all = { ...commonSpec, ...natsSpec, ...databaseSpec, ...communitySpec };

test('every example is accepted by its own variable', () => {
  const env = Object.fromEntries(describeSpec(all).map(({ name, example }) => [name, example]));
  expect(Object.keys(readConfig(all, env))).toEqual(Object.keys(all));
});

test('every default is accepted when it is written out', () => {
  const required = { NATS_URL: 'nats://127.0.0.1', DATABASE_URL: 'postgresql://127.0.0.1/synapse' };
  const written = Object.fromEntries(describeSpec(all).map((line) => [line.name, line.default]));
  expect(readConfig(all, { ...written, ...required })).toEqual(readConfig(all, required));
});

test('only the two servers have to be named', () => {
  const required = describeSpec(all).filter((line) => line.required);
  expect(required.map(({ name }) => name)).toEqual(['NATS_URL', 'DATABASE_URL']);
  expect(required.every(({ secret }) => secret)).toBe(true);
});

test.each(['Main', 'a b', 'a.b', 'x'.repeat(33)])('refuses the community name %s', (COMMUNITY) => {
  expect(() => readConfig(communitySpec, { COMMUNITY })).toThrow('COMMUNITY must be 1 to 32 characters');
});
