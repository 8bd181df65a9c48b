import { createHash } from 'node:crypto';

const DIGEST_BYTES = 32;

/** A frame on disk is no longer what was written. */
export class CorruptFrameError extends Error {
  override name = 'CorruptFrameError';
  readonly hint =
    'The disk or its file system is damaged. Move the spool folder aside and start again with an empty one: the frames in it that were not published are lost, and the gateway reports a gap.';
  constructor(folder: string, key: string) {
    super(`The frame ${key} in the spool ${folder} is damaged: its checksum does not match.`);
  }
}

/** A frame as it lies on disk: the SHA-256 of its body, then the body. */
export const seal = (body: Buffer): Buffer => Buffer.concat([digest(body), body]);

/** The body of a sealed frame, or `null` when it is damaged. */
export function unseal(record: Buffer): Buffer | null {
  const body = record.subarray(DIGEST_BYTES);
  return digest(body).equals(record.subarray(0, DIGEST_BYTES)) ? body : null;
}

/** Bytes of a frame in its record. */
export const sealedBytes = (record: Buffer): number => record.length - DIGEST_BYTES;

const digest = (body: Buffer) => createHash('sha256').update(body).digest();
