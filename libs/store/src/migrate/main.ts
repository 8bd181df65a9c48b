import { migrate } from './migrate.js';

async function main(): Promise<void> {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error('Set DATABASE_URL, such as postgresql://user:password@host:5432/synapse.');
  const { applied } = await migrate(url, { log: (line) => console.log(line) });
  if (applied.length === 0) console.log('nothing to do: the database is up to date');
}

main().catch((error: Error) => {
  console.error(`db:migrate: ${error.message}`);
  process.exitCode = 1;
});
