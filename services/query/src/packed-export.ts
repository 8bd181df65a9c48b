import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGzip } from 'node:zlib';
import type { PackedExport } from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';
import { isOperatorError } from '@synapse/runtime';
import { writeMemberExport } from './export-member.js';
import type { Answerable } from './reads/answer-requests.js';
import { MemberParameter, memberId } from './reads/inputs.js';

/** What one message of the bus carries, with room for its envelope. */
const MOST_BYTES = 700 * 1024;

/** Hands over everything stored about a member to a service that asks for them. */
export const exportOverBus = (databaseUrl: string): Answerable => ({
  name: 'exportMember',
  params: MemberParameter,
  query: {},
  run: ({ slowly }, { id }) => slowly(() => packedExport(databaseUrl, String(memberId(id)))),
});

/**
 * Everything stored about a member, packed.
 * @throws HttpProblem 404 for somebody of whom nothing is stored, 413 when it is too much for a message
 */
async function packedExport(databaseUrl: string, id: string): Promise<PackedExport> {
  const to = new PassThrough();
  const packed = buffer(to.pipe(createGzip()));
  try {
    await writeMemberExport({ databaseUrl, id, to });
  } catch (error) {
    to.destroy();
    packed.catch(() => {});
    throw isOperatorError(error) ? new HttpProblem(404, error.message) : error;
  }
  to.end();
  const bytes = await packed;
  if (bytes.length > MOST_BYTES)
    throw new HttpProblem(
      413,
      'There is too much to hand it over here: ask an admin for `npm run export-member`.',
    );
  return { document: bytes.toString('base64') };
}
