import { FRAME_MAX_BYTES, FRAME_MAX_FACTS } from '@synapse/contracts';

/** Room for the header, which counts towards the frame. */
const HEADER_BYTES = 256;

/** Cuts encoded facts, in order, into as few frames as the limits of a frame allow. */
export function cutFrames(lines: readonly string[]): string[][] {
  const frames: string[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const line of lines) {
    const size = Buffer.byteLength(line) + 1;
    const current = frames.at(-1);
    if (current && bytes + size <= FRAME_MAX_BYTES && current.length < FRAME_MAX_FACTS) {
      current.push(line);
      bytes += size;
    } else {
      frames.push([line]);
      bytes = HEADER_BYTES + size;
    }
  }
  return frames;
}
