import { readFileSync } from 'node:fs';
import { connect } from '../migrate/connect.js';

const PREFIX = 'synapse_';

/**
 * Gives every role of a service the password that the environment has for it: `synapse_query` that of
 * DATABASE_PASSWORD_QUERY, or what stands in the file named by DATABASE_PASSWORD_QUERY_FILE.
 * @returns the roles that got one, and those that the environment has none for
 */
export async function setPasswords(
  url: string,
  env: NodeJS.ProcessEnv,
): Promise<{ set: string[]; left: string[] }> {
  const client = await connect(url);
  try {
    const { rows } = await client.query<{ rolname: string }>(
      'SELECT rolname FROM pg_roles WHERE rolcanlogin AND starts_with(rolname, $1) ORDER BY rolname',
      [PREFIX],
    );
    const given = rows.map(({ rolname }) => ({ role: rolname, password: passwordOf(rolname, env) }));
    for (const { role, password } of given) {
      if (!password) continue;
      const name = client.escapeIdentifier(role);
      await client.query(`ALTER ROLE ${name} WITH PASSWORD ${client.escapeLiteral(password)}`);
    }
    const names = (isSet: boolean) =>
      given.filter(({ password }) => Boolean(password) === isSet).map(({ role }) => role);
    return { set: names(true), left: names(false) };
  } finally {
    await client.end();
  }
}

function passwordOf(role: string, env: NodeJS.ProcessEnv): string | undefined {
  const name = `DATABASE_PASSWORD_${role.slice(PREFIX.length).toUpperCase()}`;
  const file = env[`${name}_FILE`];
  return file ? readFileSync(file, 'utf8').trim() : env[name];
}
