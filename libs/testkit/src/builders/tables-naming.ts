import type { TestServers } from './servers.js';

/** The tables in which an id occurs anywhere, in whatever column, in text or in bytes. */
export async function tablesNaming({ rows }: Pick<TestServers, 'rows'>, id: string): Promise<string[]> {
  const tables = await rows<{ name: string }>(
    `select relname::text as name from pg_class
     where relkind in ('r', 'p') and not relispartition and relnamespace = 'public'::regnamespace order by relname`,
  );
  const naming: string[] = [];
  for (const { name } of tables) {
    const found = await rows(
      `select from ${name} as t where strpos(t::text, $1) > 0 or strpos(t::text, encode($1::bytea, 'hex')) > 0 limit 1`,
      [id],
    );
    if (found.length > 0) naming.push(name);
  }
  return naming;
}
