import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '../../prisma/migrations');
const migrations = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => ({ name, sql: readFileSync(join(folder, name, 'migration.sql'), 'utf8') }));

/** What takes something away from the services of the release before, which still run beside it. */
const CONTRACTIONS: Record<string, RegExp> = {
  'drops a table': /\bDROP TABLE(?! IF EXISTS pg_temp)/i,
  'drops a column': /\bDROP COLUMN\b/i,
  'renames a table or a column': /\bALTER TABLE\s+\S+\s+RENAME\b/i,
  'requires a column': /\bSET NOT NULL\b/i,
  'adds a required column without a default':
    /\bADD COLUMN\s+(?:(?!DEFAULT)[^,;])*\bNOT NULL\b(?![^,;]*\bDEFAULT\b)/i,
  'takes a right from a service': /\bREVOKE\b[^;]*\bFROM\b[^;]*\bsynapse_/i,
};

/** Contractions by migration, and why no service of the release before misses anything. */
const ALLOWED: Record<string, Record<string, string>> = {
  '20261122172900_lake_partitions': {
    'drops a table': 'The lake moves into partitions of the same name and columns in one transaction.',
    'renames a table or a column': 'As above.',
  },
};

const contractionsOf = (sql: string) => {
  const code = sql.replace(/--.*$/gm, '');
  return Object.keys(CONTRACTIONS).filter((what) => CONTRACTIONS[what]?.test(code));
};

test.each(migrations)('$name takes nothing away from services that still run', ({ name, sql }) => {
  expect(contractionsOf(sql)).toEqual(Object.keys(ALLOWED[name] ?? {}));
});

test.each([
  ['drops a table', 'DROP TABLE "users";'],
  ['drops a column', 'ALTER TABLE "users" DROP COLUMN "name";'],
  ['renames a table or a column', 'ALTER TABLE "users" RENAME COLUMN "a" TO "b";'],
  ['requires a column', 'ALTER TABLE "users" ALTER COLUMN "a" SET NOT NULL;'],
  ['adds a required column without a default', 'ALTER TABLE "users" ADD COLUMN "a" INTEGER NOT NULL;'],
  ['takes a right from a service', 'REVOKE SELECT ON users FROM synapse_query;'],
])('one that %s would be found', (what, sql) => expect(contractionsOf(sql)).toEqual([what]));

test.each([
  'ALTER TABLE "users" ADD COLUMN "a" INTEGER NOT NULL DEFAULT 0, ADD COLUMN "b" TEXT;',
  'CREATE TABLE "a" ("b" INTEGER NOT NULL);',
  'REVOKE ALL ON FUNCTION f FROM PUBLIC;',
])('one that only expands is let through: %s', (sql) => expect(contractionsOf(sql)).toEqual([]));
