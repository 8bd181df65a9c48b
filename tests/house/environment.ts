import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { commonSpec, describeSpec, type Spec, type VariableDescription } from '@synapse/runtime';
import { root, sourceFiles } from './source-files';

/** Variables that the same programs read. */
export interface Section {
  readers: string;
  variables: VariableDescription[];
}

/** The variables of every service, grouped by who reads them: those of the most readers first. */
export function serviceSections(): Section[] {
  const readers = new Map<string, { about: VariableDescription; services: string[] }>();
  for (const service of services()) {
    for (const about of describeSpec(specOf(service))) {
      const known = readers.get(about.name) ?? { about, services: [] };
      known.services.push(service);
      readers.set(about.name, known);
    }
  }
  const sections = new Map<string, VariableDescription[]>();
  for (const { about, services: names } of readers.values()) {
    const key = names.join(', ');
    sections.set(key, [...(sections.get(key) ?? []), about]);
  }
  return [...sections]
    .sort(([one], [other]) => other.split(',').length - one.split(',').length || one.localeCompare(other))
    .map(([names, variables]) => ({ readers: names, variables }));
}

const services = () =>
  readdirSync(join(root, 'services')).filter((name) =>
    existsSync(join(root, 'services', name, 'src/config.ts')),
  );

/** A service's own spec, and what `runService` adds when it is a process of its own. */
export function specOf(service: string): Spec {
  const folder = join(root, 'services', service, 'src');
  const exported = Object.entries(require(join(folder, 'config.ts')) as Record<string, Spec>);
  const own = exported.find(([name]) => /^(spec|[a-z]+Spec)$/.test(name))?.[1];
  if (!own) throw new Error(`services/${service}/src/config.ts exports no spec.`);
  return existsSync(join(folder, 'main.ts')) ? { ...commonSpec, ...own } : own;
}

/** Of each command that has a spec in a file of its own, the variables that its service does not read, if any. */
export function commandSections(): (Section & { file: string })[] {
  return services().flatMap((service) =>
    sourceFiles(`services/${service}/src`).flatMap(({ path, text }) => {
      const [, name] = /^export const ([a-z]+Spec) = \{/m.exec(text) ?? [];
      if (!name || path.endsWith('/config.ts')) return [];
      const spec = (require(join(root, path)) as Record<string, Spec>)[name] as Spec;
      const known = new Set(describeSpec(specOf(service)).map((about) => about.name));
      const variables = describeSpec(spec).filter((about) => !known.has(about.name));
      if (variables.length === 0) return [];
      return [{ readers: `npm run ${name.slice(0, -'Spec'.length)}`, variables, file: path }];
    }),
  );
}

const optional = (name: string, desc: string, example: string, byDefault?: string): VariableDescription => ({
  name,
  desc,
  example,
  default: byDefault,
  required: false,
  secret: false,
});

/** What no spec describes: the variables of the programs around the services. */
export const toolSections: (Section & { folders: string[] })[] = [
  {
    readers: 'npm run db:migrate, npm run db:diff',
    folders: ['libs/store/src/migrate', 'prisma'],
    variables: [
      {
        ...optional(
          'DATABASE_URL',
          'the database to migrate or to compare with, as a user who may create tables and roles there',
          'postgresql://postgres:password@127.0.0.1:5432/synapse',
        ),
        required: true,
        secret: true,
      },
    ],
  },
  {
    readers: 'npm run db:passwords',
    folders: ['libs/store/src/passwords'],
    variables: [
      {
        ...optional(
          'DATABASE_URL',
          'the database, as a user who may change roles; the password for synapse_query is DATABASE_PASSWORD_QUERY, and likewise for the other roles',
          'postgresql://postgres:password@127.0.0.1:5432/synapse',
        ),
        required: true,
        secret: true,
      },
    ],
  },
  {
    readers: 'npm start',
    folders: ['deploy/local/src', 'libs/testkit/src/discord', 'libs/testkit/src/servers'],
    variables: [
      {
        ...optional(
          'DATABASE_URL',
          'a PostgreSQL 16 to use instead of a local one, as a user who may create tables and roles there',
          'postgresql://postgres:password@127.0.0.1:5432/synapse',
        ),
        secret: true,
      },
      {
        ...optional(
          'NATS_URL',
          'a nats-server with JetStream, 2.10 or later, to use instead of a local one',
          'nats://127.0.0.1:4222',
        ),
        secret: true,
      },
      optional('NATS_MONITOR_URL', 'the monitoring address of that server', 'http://127.0.0.1:8222'),
      optional('NATS_SERVER_BIN', 'the nats-server program to start', '/usr/local/bin/nats-server'),
      optional(
        'NATS_DEB_SUITE',
        "the Debian suite that nats-server's package is taken from",
        'sid',
        'trixie',
      ),
      optional(
        'XDG_CACHE_HOME',
        'the folder below which fetched programs are kept',
        '/var/cache',
        '~/.cache',
      ),
      {
        ...optional(
          'SESSION_SECRET',
          'what the cookies of signed-in admins are signed with; without it one is made and kept in the data folder',
          '$(openssl rand -base64 48)',
        ),
        secret: true,
      },
      optional('STACK', 'how PostgreSQL and NATS are started: "containers" takes Docker', 'containers'),
      {
        ...optional('DISCORD_TOKEN', "a bot's token: real Discord instead of the simulated one", 'MTA…'),
        secret: true,
      },
      optional(
        'DISCORD_API_URL',
        "the address of Discord's API, used with DISCORD_TOKEN",
        'https://discord.com/api',
      ),
      {
        ...optional(
          'ERASURE_KEY',
          'the key of a database of yours in which members were erased; without it one is made and kept in the data folder',
          '$(openssl rand -base64 48)',
        ),
        secret: true,
      },
      optional(
        'DISCORD_CLIENT_ID',
        'the application that admins sign in with; with DISCORD_TOKEN',
        '157730590492196864',
      ),
      {
        ...optional(
          'DISCORD_CLIENT_SECRET',
          "that application's OAuth2 secret; with DISCORD_TOKEN",
          'from the developer portal',
        ),
        secret: true,
      },
      optional('HTTP_PORT', "the page's port, or the first to try", '8080', '8080'),
      optional('LOG_LEVEL', 'the least severe line that services write to their logs', 'info', 'warn'),
      optional('SIM_RATE', 'how many things happen a second in the simulated Discord', '50', '5'),
      optional(
        'SIM_SEED',
        'the seed of the simulated community: the same seed, the same community',
        '7',
        '1',
      ),
      optional('SIM_MEMBERS', 'how many members the simulated community has', '1000', '300'),
      optional('SIM_HOST', 'the address that the simulated Discord listens on', '0.0.0.0', '127.0.0.1'),
      optional('SIM_PORT', 'the port of the simulated Discord', '15443', '15443, or the next free one'),
      optional(
        'SIM_TOKEN',
        'the only token that the simulated Discord accepts',
        'simulated-token',
        'simulated-token',
      ),
    ],
  },
  {
    readers: 'npm test',
    folders: ['libs/testkit/src/builders', 'tests/setup', 'tests/house', 'tests/fuzz'],
    variables: [
      optional('TEST_LOG_LEVEL', 'what services that run inside a test log: "debug", or nothing', 'debug'),
      optional('FUZZ_SEED', 'what an earlier run of tests/fuzz printed: the same is tried again', '78741338'),
      optional('FUZZ_FACTOR', 'how many times as much tests/fuzz tries as in an ordinary run', '10', '1'),
      optional('WRITE_DOCS', 'set by `npm run docs`: generated files are written instead of compared', '1'),
    ],
  },
];
