import { join } from 'node:path';
import { startPostgres, temporaryFolder, withClient } from '@synapse/testkit';
import { checkDatabase } from './check-database.js';

test('a database that may lose commits is refused, with each setting and how to mend it', async () => {
  const folder = temporaryFolder();
  const server = await startPostgres({ dataDir: join(folder.path, 'postgres') });
  const check = () => checkDatabase({ url: server.url, applicationName: 'test' }, 'pg_class', 'needed');
  const set = (sql: string) => withClient(server.url, (client) => client.query(sql));
  try {
    await check();
    await set('alter role postgres set synchronous_commit = off');
    await expect(check()).rejects.toThrow(/may lose what it has committed: synchronous_commit is off/);
    await set('alter role postgres reset synchronous_commit');
    await check();
    await set('alter system set fsync = off');
    await set('alter system set full_page_writes = off');
    await set('select pg_reload_conf()');
    await expect(check()).rejects.toMatchObject({
      message: expect.stringContaining('fsync, full_page_writes are off'),
      hint: expect.stringMatching(/alter system set fsync = on.*ALLOW_UNSAFE_DURABILITY=1/),
    });
  } finally {
    await server.stop();
    folder.remove();
  }
});
