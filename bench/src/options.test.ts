import { readOptions, STAGES } from './options.js';

test('has defaults for everything', () => {
  expect(readOptions([])).toEqual({
    facts: 20_000,
    rounds: 5,
    seconds: 5,
    rate: 100,
    only: STAGES,
    json: undefined,
    compare: undefined,
    profiles: undefined,
    help: false,
  });
});

test.each([
  [['--facts', 'many'], '--facts must be a whole number from 1 to 100000, but is "many".'],
  [['--only', 'latency,speed'], 'but not "speed"'],
  [['--rate', '0'], '--rate must be a whole number'],
  [['--fact', '5'], '--help'],
])('refuses %j in words', (argv, message) => {
  expect(() => readOptions(argv)).toThrow(message);
});
