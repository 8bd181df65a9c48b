import { type Static, Type } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { RewardEvent } from '@synapse/contracts';

/** Where an event lay: the number of its frame, and its index there. */
const Place = Type.Object({ frame: Type.Integer(), index: Type.Integer() });
export type Place = Static<typeof Place>;

/** An event that an endpoint did not take. */
export interface DeadLetter {
  event: RewardEvent;
  /** Letters of earlier builds do not say it. */
  place?: Place;
  /** How often it was tried. */
  attempts: number;
  /** What became of the last time. */
  why: string;
}

const readable = TypeCompiler.Compile(Type.Object({ event: RewardEvent, place: Type.Optional(Place) }));

/** Reads a dead letter; `null` when it is none. */
export function readLetter(body: Uint8Array): DeadLetter | null {
  try {
    const letter = JSON.parse(Buffer.from(body).toString('utf8')) as DeadLetter | null;
    return readable.Check(letter) ? letter : null;
  } catch {
    return null;
  }
}
