import { createDrawCard } from './draw-card';
import type { Card } from './rank-card';

const card = (profile: object = {}, more: object = {}): Card => ({
  profile: {
    id: '1',
    name: 'Ada Lovelace',
    avatar: null,
    xp: 12_345,
    level: 21,
    gold: 1_234,
    stars: 567,
    github_username: null,
    next_level: { from: 10_842, at: 13_552 },
    ranks: { xp: 3 },
    ...profile,
  } as Card['profile'],
  achievements: 7,
  members: 1_204,
  currency: { primary: 'XP', secondary: 'Gold' },
  ...more,
});

const warnings: string[] = [];
const log = { warn: (_: object, message: string) => warnings.push(message) } as never;
const draw = createDrawCard({ loadAvatar: async () => null, log, withinMs: 30_000 });

/** Width and height of a PNG. Source: its specification, "IHDR Image header". */
const sizeOf = (png: Buffer | null) => png && [png.readUInt32BE(16), png.readUInt32BE(20)];

test.each([
  ['an ordinary member', card()],
  ['a newcomer', card({ xp: 0, level: 1, next_level: { from: 0, at: 125 }, ranks: { xp: null } })],
  ['level 0', card({ xp: 0, level: 0, next_level: { from: 0, at: 100 } })],
  [
    'the highest level',
    card({ xp: 2_147_483_647, level: 75, next_level: { from: 1_900_000_000, at: null } }),
  ],
  ['a name of 32 wide letters', card({ name: 'W'.repeat(32), github_username: 'm'.repeat(39) })],
  ['markup for a name', card({ name: '</text><script>&"\'' })],
  ['a name of emoji alone', card({ name: '🚀🏳️‍🌈👨‍👩‍👧' })],
  ['a name from right to left', card({ name: 'محمد שלום' })],
  [
    'currencies with long names',
    card({}, { currency: { primary: 'X'.repeat(60), secondary: 'Y'.repeat(60) } }),
  ],
])('%s is drawn', async (_, given) => {
  expect(sizeOf(await draw(given))).toEqual([1600, 512]);
});

test('letters of right-to-left scripts are drawn, and not as boxes', async () => {
  const names = ['שלום', 'שליש', 'محمد', 'أحمد', 'Ada'];
  const pictures = await Promise.all(names.map((name) => draw(card({ name, avatar: null }))));
  const distinct = new Set(pictures.map((picture) => picture?.toString('base64')));
  expect(distinct.size).toBe(names.length);
});

test('a crowd waits for its turn, and what comes too late is not drawn', async () => {
  const many = await Promise.all(Array.from({ length: 12 }, () => draw(card())));
  expect(many.every((picture) => picture !== null)).toBe(true);
  const late = createDrawCard({ loadAvatar: async () => null, log, withinMs: 0 });
  const slow = await Promise.all(Array.from({ length: 6 }, () => late(card())));
  expect(slow.at(-1)).toBeNull();
  expect(warnings.some((warning) => warning.includes('was not drawn'))).toBe(true);
});
