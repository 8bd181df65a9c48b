import { fitted, initialsOf, isPrintable, printable, widthOf } from './card-text';

test.each([
  ['🚀✨ Zoë 🏳️‍🌈', 'Zoë', true],
  ['𝓕𝓪𝓷𝓬𝔂 𝕹𝖆𝖒𝖊', 'Fancy Name', true],
  ['Z̸̡̛͎a̴͙͋l̷̰̈́g̵̱͐o̶̧̎', 'Zalgo', true],
  ['Александр Пушкин', 'Александр Пушкин', true],
  ['محمد', 'محمد', true],
  ['שלום', 'שלום', true],
  ['山田 Taro', 'Taro', false],
  ['김철수', '', false],
  ['🚀🚀', '', false],
  ['\u202eevil\u202c\u0000', 'evil', true],
])('%s is shown as "%s"', (name, shown, isWhole) => {
  expect(printable(name)).toBe(shown);
  expect(isPrintable(name)).toBe(isWhole);
});

test('a text is made smaller, then cut, until it fits', () => {
  expect(fitted('Ada', 400, 54)).toEqual({ text: 'Ada', size: 54 });
  const long = fitted('Bartholomew Featherstonehaugh of Wibbleton', 400, 54);
  expect(long.size).toBe(36);
  expect(long.text.endsWith('…')).toBe(true);
  expect(widthOf(long.text) * long.size).toBeLessThanOrEqual(400);
});

test('initials stand for a name', () => {
  expect(['Ada Lovelace', 'zoë', '🚀', '  '].map(initialsOf)).toEqual(['AL', 'Z', '?', '?']);
});
