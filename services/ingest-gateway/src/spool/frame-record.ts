import { createHash } from 'node:crypto';

const DIGEST_BYTES = 32;
const MARK_BYTES = 9;

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

/** Whether a sealed frame is as it was written. */
export const isWhole = (record: Buffer): boolean =>
  digest(bodyOf(record)).equals(record.subarray(0, DIGEST_BYTES));

/** The body of a sealed frame. */
export const bodyOf = (record: Buffer): Buffer => record.subarray(DIGEST_BYTES);

/** Tells a frame from another one under the same number, in a few characters. */
export const markOf = (record: Buffer): string => record.toString('base64url', 0, MARK_BYTES);

/** Bytes of a frame in its record. */
export const sealedBytes = (record: Buffer): number => record.length - DIGEST_BYTES;

const digest = (body: Buffer) => createHash('sha256').update(body).digest();
