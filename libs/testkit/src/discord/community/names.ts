import type { Random } from '../random.js';

/** A display name and a handle that nobody else has; `taken` learns the handle. */
export function personName(
  random: Random,
  taken: Set<string>,
): { username: string; globalName: string | null } {
  const first = random.pick(FIRST_NAMES);
  const shape = random.int(0, 3);
  const plain = shape === 0 ? `${first}.${random.pick(SURNAMES)}` : `${random.pick(THINGS)}${first}`;
  const username = unique(
    (shape === 3 ? `${random.pick(THINGS)}_${random.pick(THINGS)}` : plain).toLowerCase(),
    taken,
  );
  return { username, globalName: random.chance(0.15) ? null : displayName(random, first) };
}

function displayName(random: Random, first: string): string {
  if (random.chance(0.3)) return `${first} ${random.pick(SURNAMES)}`;
  if (random.chance(0.1)) return `${first} ${random.pick(['🌱', '✨', '🐈', '🎧', '☕'])}`;
  return first;
}

function unique(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let n = 2; taken.has(name); n++) name = `${wanted}${n}`;
  taken.add(name);
  return name;
}

const FIRST_NAMES = [
  ...[
    'Ada',
    'Amara',
    'Anouk',
    'Arjun',
    'Beatriz',
    'Bram',
    'Carlos',
    'Chiara',
    'Daan',
    'Dilan',
    'Elif',
    'Emil',
  ],
  ...[
    'Farah',
    'Finn',
    'Freya',
    'Gita',
    'Hana',
    'Hugo',
    'Ines',
    'Ivo',
    'Jana',
    'Jonas',
    'Kaito',
    'Kira',
    'Lars',
  ],
  ...[
    'Leila',
    'Linh',
    'Lucia',
    'Mateo',
    'Mei',
    'Mila',
    'Mira',
    'Nadia',
    'Nils',
    'Noor',
    'Okan',
    'Olga',
    'Oskar',
  ],
  ...[
    'Paula',
    'Pavel',
    'Priya',
    'Quinn',
    'Rafael',
    'Rosa',
    'Ruben',
    'Sana',
    'Selma',
    'Sofia',
    'Tariq',
    'Tess',
  ],
  ...['Theo', 'Uma', 'Vera', 'Viktor', 'Wanda', 'Yara', 'Yusuf', 'Zoe'],
];

const SURNAMES = [
  ...['Almeida', 'Bauer', 'Castro', 'Demir', 'Eriksen', 'Fischer', 'Garcia', 'Haddad', 'Ivanova', 'Jansen'],
  ...['Kowalski', 'Lindqvist', 'Moreau', 'Nguyen', 'Okafor', 'Petrov', 'Rossi', 'Sato', 'Tanaka', 'Weber'],
];

const THINGS = [
  ...[
    'moss',
    'pixel',
    'river',
    'ember',
    'cloud',
    'otter',
    'basil',
    'comet',
    'paper',
    'lunar',
    'velvet',
    'maple',
  ],
  ...[
    'cobalt',
    'fern',
    'raven',
    'sable',
    'tidal',
    'umbra',
    'willow',
    'zephyr',
    'quartz',
    'noodle',
    'byte',
    'fjord',
  ],
];
