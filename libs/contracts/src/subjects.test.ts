import {
  commandSubject,
  configSubject,
  discordSubject,
  entryKind,
  factsStreamName,
  historySubject,
} from './index.js';

test('subjects name the community, and an entry’s kind is read back from its subject', () => {
  expect(discordSubject('main')).toBe('synapse.facts.v1.main.discord');
  expect(entryKind(discordSubject('main'))).toBe('facts');
  expect(entryKind(historySubject('main'))).toBe('facts');
  expect(entryKind(commandSubject('main', 'bot'))).toBe('command');
  expect(entryKind(configSubject('main'))).toBe('config');
  expect(entryKind('synapse.facts.v1.main.weather')).toBe('unknown');
  expect(entryKind('synapse.facts.v1.main.discord.more')).toBe('unknown');
});

test.each(['', 'a.b', 'Main', '*', '>', 'x'.repeat(33)])('%j cannot name a community', (name) => {
  expect(() => factsStreamName(name)).toThrow(RangeError);
});
