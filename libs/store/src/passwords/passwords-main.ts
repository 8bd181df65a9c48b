import { setPasswords } from './set-passwords.js';

async function main(): Promise<void> {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error('Set DATABASE_URL, such as postgresql://user:password@host:5432/synapse.');
  const { set, left } = await setPasswords(url, process.env);
  if (set.length === 0)
    throw new Error('Set DATABASE_PASSWORD_QUERY and the like: there is no password for any role.');
  console.log(`set: ${set.join(', ')}`);
  if (left.length > 0) console.log(`as before: ${left.join(', ')}`);
}

main().catch((error: Error) => {
  console.error(`db:passwords: ${error.message}`);
  process.exitCode = 1;
});
