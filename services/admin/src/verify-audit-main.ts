import { databaseSpec, OperatorError, runCommand } from '@synapse/runtime';
import { checkDatabase, openPool, verifyAuditChain } from '@synapse/store';

const NAME = 'verify-audit';

/** Walks the audit trail's chain; ends with 1 and the first row that is not as it was written. */
void runCommand({ name: NAME, spec: databaseSpec }, async ({ config, say }) => {
  const database = { url: config.DATABASE_URL, applicationName: NAME, statementTimeoutMs: 600_000 };
  await checkDatabase(database, 'audit_chain');
  const db = openPool(database);
  const { links, head, broken } = await verifyAuditChain(db);
  await db.end();
  if (broken) {
    throw new OperatorError(
      `The audit trail is broken at row ${broken.logId} of admin_log: ${broken.trouble}.`,
      'Rows before it are as they were written. Compare with a backup to see what was changed, and by whom.',
    );
  }
  say(`The audit trail holds: ${links} rows${head ? `, the last with hash ${head}` : ''}.`);
});
