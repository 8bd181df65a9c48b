/**
 * Prisma's own schema engine, as the WebAssembly it is published in: what `prisma migrate` does, with no download.
 *
 *   DATABASE_URL=… node prisma/tools/schema-engine.mjs diff            SQL that schema.prisma needs and the migrations lack; exit 2 if any
 *   DATABASE_URL=… node prisma/tools/schema-engine.mjs create <name>   writes that SQL as the next migration, for a human to extend
 *   DATABASE_URL=… node prisma/tools/schema-engine.mjs diagnose [dir]  the database's migration history, as JSON
 *   DATABASE_URL=… node prisma/tools/schema-engine.mjs apply [dir]     what `prisma migrate deploy` does (tests compare ours with it)
 *
 * `diff` and `create` replay the migrations in a shadow database, created and dropped on the server of DATABASE_URL.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as binding from '@prisma/schema-engine-wasm/schema_engine_bg';
import { migrationAdapter } from './migration-adapter.mjs';

const prismaDir = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const schema = {
  files: [{ path: 'schema.prisma', content: fs.readFileSync(path.join(prismaDir, 'schema.prisma'), 'utf8') }],
};
const filters = { externalTables: [], externalEnums: [] };

async function openEngine(url) {
  const wasm = path.join(
    path.dirname(fileURLToPath(import.meta.resolve('@prisma/schema-engine-wasm'))),
    'schema_engine_bg.wasm',
  );
  const { instance } = await WebAssembly.instantiate(fs.readFileSync(wasm), {
    './schema_engine_bg.js': binding,
  });
  binding.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => console.error(message) };
  const datamodels = schema.files.map((file) => [file.path, file.content]);
  const ignoreLog = () => {};
  return binding.SchemaEngine.new(
    { datamodels },
    ignoreLog,
    bindMigrationAwareSqlAdapterFactory(migrationAdapter(url)),
  );
}

function readMigrations(baseDir) {
  const lock = path.join(baseDir, 'migration_lock.toml');
  const folders = fs.readdirSync(baseDir, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return {
    baseDir,
    lockfile: {
      path: 'migration_lock.toml',
      content: fs.existsSync(lock) ? fs.readFileSync(lock, 'utf8') : null,
    },
    shadowDbInitScript: '',
    migrationDirectories: folders
      .map((folder) => folder.name)
      .sort()
      .map((name) => {
        const value = fs.readFileSync(path.join(baseDir, name, 'migration.sql'), 'utf8');
        return { path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok', value } } };
      }),
  };
}

async function diff(engine, migrations) {
  const from = migrations.migrationDirectories.length
    ? { tag: 'migrations', ...migrations }
    : { tag: 'empty' };
  const to = { tag: 'schemaDatamodel', ...schema };
  return engine.diff({ from, to, script: true, exitCode: true, filters });
}

async function create(engine, migrations, name) {
  if (!/^[a-z0-9_]+$/.test(name ?? '')) throw new Error('give the migration a name of a-z, 0-9 and _');
  const { exitCode, stdout } = await diff(engine, migrations);
  if (exitCode === 0) return 'schema.prisma asks for nothing that the migrations lack\n';
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = path.join(migrations.baseDir, `${stamp}_${name}`);
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'migration.sql'), stdout);
  fs.writeFileSync(path.join(migrations.baseDir, 'migration_lock.toml'), 'provider = "postgresql"\n');
  return `${path.relative(process.cwd(), folder)}/migration.sql\n`;
}

async function run([command, argument]) {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error('set DATABASE_URL to a database whose user may create databases');
  const engine = await openEngine(url);
  const takesFolder = command === 'diagnose' || command === 'apply';
  const migrations = readMigrations(
    takesFolder && argument ? path.resolve(argument) : path.join(prismaDir, 'migrations'),
  );
  const commands = {
    diff: async () => {
      const result = await diff(engine, migrations);
      if (result.exitCode) process.exitCode = 2;
      return result.exitCode ? result.stdout : '';
    },
    create: () => create(engine, migrations, argument),
    diagnose: async () =>
      `${JSON.stringify(await engine.diagnoseMigrationHistory({ migrationsList: migrations, optInToShadowDatabase: false, filters }))}\n`,
    apply: async () =>
      `${JSON.stringify(await engine.applyMigrations({ migrationsList: migrations, filters }))}\n`,
  };
  if (!commands[command])
    throw new Error(`say one of ${Object.keys(commands).join(', ')}, not ${command ?? 'nothing'}`);
  process.stdout.write(await commands[command]());
}

run(process.argv.slice(2)).then(
  () => process.exit(),
  (error) => {
    console.error(`schema-engine: ${error.message ?? error}`);
    process.exit(1);
  },
);
