import { existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { resolveToSources } from './source-modules';

const folderPrefix = 'synapse-test-';
const ownerFile = 'test-run.pid';
const root = resolve(__dirname, '../..');

/**
 * Once for a test run: a PostgreSQL without fsync whose template database has every migration, and a nats-server for
 * the test files to start their own instances of. Both end with this process, however it ends.
 */
export default async function startServers(): Promise<void> {
  const restore = resolveToSources(root);
  try {
    await start();
  } finally {
    restore();
  }
}

async function start(): Promise<void> {
  const testkit = await import('../../libs/testkit/src/servers/index.js');
  const { migrate } = await import('../../libs/store/src/migrate/migrate.js');

  const folder = testkit.temporaryFolder(folderPrefix);
  removeAbandoned(dirname(folder.path), testkit.stampedPid);
  testkit.writeStamp(join(folder.path, ownerFile), process.pid);
  const server = await testkit.startPostgres({ dataDir: `${folder.path}/postgres`, durable: false });
  const stop = async () => {
    await server.stop();
    folder.remove();
  };
  try {
    const templateUrl = await testkit.ensureDatabase(server.url, 'synapse_template');
    await migrate(templateUrl);
    const roles = await testkit.serviceRoles(server.url);
    await testkit.setRolePasswords(
      server.url,
      Object.fromEntries(roles.map((role) => [role, testkit.testRolePassword])),
    );
    await testkit.sealTemplate(templateUrl);
    const nats = await testkit.findNatsServer({ onProgress: (line) => process.stderr.write(`${line}\n`) });
    process.env.SYNAPSE_TEST_FOLDER = folder.path;
    process.env.SYNAPSE_TEST_DATABASE_URL = templateUrl;
    process.env.NATS_SERVER_BIN = nats.path;
  } catch (error) {
    await stop();
    throw error;
  }
  (globalThis as { stopTestServers?: () => Promise<void> }).stopTestServers = stop;
}

/** A test run that was killed leaves no process, but its folder. */
function removeAbandoned(parent: string, stampedPid: (file: string) => number | undefined): void {
  for (const name of readdirSync(parent).filter((entry) => entry.startsWith(folderPrefix))) {
    const stamp = join(parent, name, ownerFile);
    if (existsSync(stamp) && stampedPid(stamp) === undefined) {
      rmSync(join(parent, name), { recursive: true, force: true });
    }
  }
}
