import { PassThrough, pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { PackedExport } from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';
import { isOperatorError } from '@synapse/runtime';
import { writeMemberExport } from './export-member.js';
import type { Answerable } from './reads/answer-requests.js';
import { MemberParameter, memberId } from './reads/inputs.js';
import type { Sources } from './reads/sources.js';

/** The most that one message carries of it; in base64, it is a third more. */
const PART_BYTES = 256 * 1024;

/** Hands over everything stored about a member to a service that asks for them. */
export const exportOverBus = (databaseUrl: string): Answerable => ({
  name: 'exportMember',
  params: MemberParameter,
  query: {},
  run: (sources: Sources, { id }: { id: string }) =>
    packedExport(sources, { databaseUrl, id: String(memberId(id)) }),
});

/**
 * Everything stored about a member, packed, part by part as it is read.
 * @throws HttpProblem 404 for somebody of whom nothing is stored
 */
async function* packedExport(
  { slowly }: Pick<Sources, 'slowly'>,
  asked: { databaseUrl: string; id: string },
): AsyncGenerator<PackedExport, void> {
  const to = new PassThrough();
  const packed = createGzip({ chunkSize: PART_BYTES });
  // Whichever side ends first takes the other with it: nobody reads on for somebody who is gone.
  pipeline(to, packed, () => {});
  slowly(() => writeMemberExport({ ...asked, to })).then(
    () => to.end(),
    (error) => packed.destroy(isOperatorError(error) ? new HttpProblem(404, error.message) : error),
  );
  for await (const bytes of packed) yield { document: (bytes as Buffer).toString('base64') };
}
