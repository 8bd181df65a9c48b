import { parseOptions } from './options';

test('a seed alone is run alone, and more are counted on from it', () => {
  expect(parseOptions([])).toMatchObject({ seeds: 10, first: 1, seconds: 6 });
  expect(parseOptions(['--seed', '7'])).toMatchObject({ seeds: 1, first: 7 });
  expect(parseOptions(['--seed', '7', '--seeds', '3', '--only', 'nats'])).toMatchObject({
    seeds: 3,
    first: 7,
    only: 'nats',
  });
});

test('what makes no sense is refused in words', () => {
  expect(() => parseOptions(['--seeds', 'many'])).toThrow('--seeds is a number above 0, not "many".');
});
