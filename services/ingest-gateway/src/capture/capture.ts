import type { Static, TSchema } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import type { FactJson } from '@synapse/contracts';
import type { Picture, PictureChange } from '../picture/picture.js';

/** What a dispatch is judged with. `receivedAt` is in milliseconds since the Unix epoch. */
export interface CaptureContext {
  /** Discord's gateway session id. */
  readonly session: string;
  readonly sequence: number;
  readonly receivedAt: number;
  readonly picture: Picture;
}

/** What a dispatch leads to. */
export interface Captured {
  readonly facts: readonly FactJson[];
  readonly changes: readonly PictureChange[];
}

/** Turns the body of one dispatch into facts and changes of the picture. @throws MalformedDispatch */
export type Capture = (data: unknown, context: CaptureContext) => Captured;

export const NOTHING: Captured = { facts: [], changes: [] };

/** A dispatch that does not look as Discord documents it. Names the place, never the content. */
export class MalformedDispatch extends Error {
  override name = 'MalformedDispatch';
  constructor(readonly path: string) {
    super(`The dispatch is malformed at ${path || 'its root'}.`);
  }
}

/** A capture that checks the fields it uses before it looks at them. */
export function checked<S extends TSchema>(
  schema: S,
  capture: (data: Static<S>, context: CaptureContext) => Captured,
): Capture {
  const shape = TypeCompiler.Compile(schema);
  return (data, context) => {
    if (!shape.Check(data)) throw new MalformedDispatch(shape.Errors(data).First()?.path ?? '');
    return capture(data, context);
  };
}
