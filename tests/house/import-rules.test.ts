import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type Violation } from './cruise';
import { codeOnly, root, sourceFiles } from './source-files';
import { valueCycle } from './value-cycle';

const FOLDERS = ['libs', 'services', 'deploy', 'bench', 'tests'];

test('the sources keep the import rules', () => {
  const { modules, violations } = cruise(root, FOLDERS);
  expect(violations).toEqual([]);
  expect(modules).toBeGreaterThan(200);
});

test('no file needs itself to be loaded, by whatever way round', () => {
  expect(valueCycle(sourceFiles())).toBeNull();
  const circle = [
    { path: 'a/one.ts', text: "import { two } from './two.js';" },
    { path: 'a/two.ts', text: "import type { Three } from './three.js';\nexport * from './three.js';" },
    { path: 'a/three.ts', text: "import { one, type One } from './one.js';" },
  ];
  expect(valueCycle(circle)).toEqual(['a/one.ts', 'a/two.ts', 'a/three.ts', 'a/one.ts']);
  expect(
    valueCycle([...circle.slice(0, 2), { path: 'a/three.ts', text: "import { type One } from './one.js';" }]),
  ).toBeNull();
});

describe('each import rule finds what it forbids', () => {
  const wrong: [rule: string, file: string, source: string][] = [
    ['no-cycles', 'services/one/src/circle.ts', "import './round.js';"],
    ['everything-resolves', 'services/one/src/nowhere.ts', "import './nothing.js';"],
    ['declared-dependencies', 'services/one/src/undeclared.ts', "import 'ws';"],
    ['no-dead-files', 'services/one/src/forgotten.ts', 'export const x = 1;'],
    ['no-service-to-service', 'services/one/src/neighbour.ts', "import '../../two/src/main.js';"],
    ['no-lib-to-service', 'libs/bus/src/upwards.ts', "import '../../../services/two/src/main.js';"],
    ['libs-by-their-name', 'services/one/src/inside.ts', "import '../../../libs/bus/src/inner.js';"],
    ['contracts-only-schemas', 'libs/contracts/src/impure.ts', "import 'node:fs';"],
    ['economy-is-pure', 'libs/economy/src/impure.ts', "import { readFileSync } from 'node:fs';"],
    ['economy-is-pure', 'libs/economy/src/logs.ts', "import type { Logger } from 'pino';"],
    ['runtime-knows-no-lib', 'libs/runtime/src/knows.ts', "import '@synapse/contracts';"],
    ['bus-and-store-know-only-contracts', 'libs/bus/src/knows.ts', "export * from '@synapse/store';"],
    ['bus-and-store-know-only-contracts', 'libs/store/src/knows.ts', "import '@synapse/bus';"],
    ['client-knows-only-bus-and-contracts', 'libs/client/src/knows.ts', "import '@synapse/runtime';"],
    ['http-knows-only-contracts-and-runtime', 'libs/http/src/knows.ts', "import '@synapse/store';"],
    [
      'testkit-stays-out-of-production',
      'services/one/src/fakes.ts',
      "import type { X } from '@synapse/testkit';",
    ],
    ['pages-are-served-as-files', 'services/one/src/page.ts', "import '../../../web/kit/src/index.js';"],
    ['nats-only-in-bus', 'services/one/src/nats.ts', "import '@nats-io/jetstream';"],
    ['postgres-only-in-store', 'services/one/src/pg.ts', "import type { Client } from 'pg';"],
    ['postgres-only-in-store', 'services/one/src/prisma.ts', "import '@prisma/adapter-pg';"],
    [
      'generated-client-only-in-store',
      'services/one/src/rows.ts',
      "import '../../../libs/store/src/generated/client.js';",
    ],
    ['discord-only-at-its-doors', 'services/one/src/discord.ts', "import '@discordjs/ws';"],
    ['discord-only-at-its-doors', 'libs/contracts/src/discord.ts', "import 'discord-api-types/v10';"],
    ['fastify-only-in-http-servers', 'services/one/src/http.ts', "import 'fastify';"],
  ];
  const innocent = {
    ...Object.fromEntries(
      ['contracts', 'economy', 'bus', 'store', 'http', 'runtime', 'testkit'].map((lib) => [
        `libs/${lib}/src/index.ts`,
        '',
      ]),
    ),
    'libs/bus/src/index.ts': "import './inner.js';",
    'libs/bus/src/inner.ts': '',
    'libs/store/src/index.ts': "import './generated/client.js';",
    'libs/store/src/generated/client.ts': '',
    'web/kit/src/index.ts': "import './inner.js';",
    'web/kit/src/inner.ts': '',
    'services/one/src/main.ts': "import './round.js';",
    'services/one/src/round.ts': "import './circle.js';",
    'services/one/package.json': '{"name":"one"}',
    'services/two/src/main.ts': "import '@synapse/bus';",
  };

  let checkout: string;
  let violations: Violation[];
  let found: Set<string>;
  beforeAll(() => {
    checkout = mkdtempSync(join(tmpdir(), 'synapse-rules-'));
    const files = { ...innocent, ...Object.fromEntries(wrong.map(([, file, source]) => [file, source])) };
    for (const [file, source] of Object.entries(files)) {
      mkdirSync(dirname(join(checkout, file)), { recursive: true });
      writeFileSync(join(checkout, file), `${source}\n`);
    }
    symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
    violations = cruise(checkout, ['libs', 'services']).violations;
    found = new Set(violations.flatMap(({ rule, from, to }) => [`${rule} ${from}`, `${rule} ${to}`]));
  });
  afterAll(() => rmSync(checkout, { recursive: true, force: true }));

  test.each(wrong)('%s: %s', (rule, file) => {
    expect(found).toContain(`${rule} ${file}`);
  });

  test('and leaves the others alone', () => {
    const named = new Set(wrong.map(([, file]) => file));
    expect(violations.filter(({ from }) => !named.has(from))).toEqual([]);
  });
});

describe('the economy is a function of its arguments', () => {
  const impure =
    /\b(await|async|Promise|setTimeout|setInterval|setImmediate|queueMicrotask|performance|process|globalThis|fetch|crypto)\b|Math\.random|Date\.now|new Date\(\s*\)/;
  const files = sourceFiles('libs/economy/src').filter(({ path }) => !path.endsWith('.test.ts'));

  test('there is something to check', () => expect(files.length).toBeGreaterThan(5));

  test.each(files.map(({ path, text }) => [path, text]))('%s', (_path, text) => {
    expect(codeOnly(text).match(impure)?.[0]).toBeUndefined();
  });
});
