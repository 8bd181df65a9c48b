import { createWriteStream, rmSync } from 'node:fs';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isSnowflake } from '@synapse/contracts';
import { explainRead } from '@synapse/economy';
import { OperatorError } from '@synapse/runtime';
import { checkDatabase, exportMember, memberExportDocument, openPool } from '@synapse/store';

const NAME = 'query export-member';
/** Sorting what somebody did in years takes a while. */
const TIMEOUT_MS = 600_000;

export interface MemberExportOptions {
  databaseUrl: string;
  id: string;
  /** Where it goes: a new file, or an open stream. */
  to: string | Writable;
}

/**
 * Writes everything stored about a member as one JSON document, row by row: see `MemberExport`.
 * @throws OperatorError for no id, an unknown member, or a file that is there already
 */
export async function writeMemberExport({ databaseUrl, id, to }: MemberExportOptions): Promise<void> {
  if (!isSnowflake(id)) {
    throw new OperatorError(
      `"${id}" is no Discord id.`,
      'For example: npm run export-member -- 80351110224678912 ada.json',
    );
  }
  const database = { url: databaseUrl, applicationName: NAME };
  await checkDatabase(database, 'users');
  const pool = openPool({ ...database, statementTimeoutMs: TIMEOUT_MS, max: 1 });
  try {
    const written = await exportMember(pool, BigInt(id), async (read) => {
      await write(Readable.from(memberExportDocument(BigInt(id), read, explainRead)), to);
      return true;
    });
    if (written) return;
    throw new OperatorError(
      `Nothing is stored about a member with the id ${id}.`,
      'Check the id: in Discord with developer mode on, "Copy User ID" of the member gives it.',
    );
  } finally {
    await pool.end();
  }
}

/** A file is for its owner alone; half a document is none. */
async function write(document: Readable, to: string | Writable): Promise<void> {
  if (typeof to !== 'string') return pipeline(document, to, { end: false }).catch(unlessUnread);
  try {
    await pipeline(document, createWriteStream(to, { flags: 'wx', mode: 0o600 }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new OperatorError(`${to} is there already.`, 'Name another file, or remove this one.');
    }
    rmSync(to, { force: true });
    throw error;
  }
}

/** Whoever reads the output may have seen enough. */
function unlessUnread(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
