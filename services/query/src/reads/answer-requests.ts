import { type Static, type TObject, Type } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import type { ReadAnswer } from '@synapse/contracts';
import { HttpProblem, problemBody } from '@synapse/http';
import type { Logger } from '@synapse/runtime';
import { isDatabaseAway } from '@synapse/store';
import type { AnyRead } from './read.js';
import type { Sources } from './sources.js';

/** What can be asked over NATS: reads, and what is too large to be one over HTTP. */
export type Answerable = Pick<AnyRead, 'name' | 'params' | 'query' | 'run'>;

/** Answers the reads by name, for services that ask over NATS. */
export function createAnswerer(
  reads: readonly Answerable[],
  sources: Sources,
  log: Pick<Logger, 'error'>,
): (name: string, input: unknown) => Promise<ReadAnswer> {
  const known = new Map(
    reads.map((read) => [
      read.name,
      { read, schema: TypeCompiler.Compile(Type.Object({ ...read.params, ...read.query })) },
    ]),
  );
  return async (name, input) => {
    const asked = known.get(name);
    if (!asked) return { problem: problemBody(404, `There is no read ${name}.`) };
    const error = asked.schema.Errors(input).First();
    if (error) return { problem: problemBody(400, `${error.path || 'The request'}: ${error.message}.`) };
    try {
      return { answer: await asked.read.run(sources, input as Static<TObject>) };
    } catch (thrown) {
      return { problem: problemOf(thrown, name, log) };
    }
  };
}

function problemOf(error: unknown, name: string, log: Pick<Logger, 'error'>) {
  if (error instanceof HttpProblem) return problemBody(error.status, error.message);
  if (isDatabaseAway(error)) return problemBody(503, 'The database cannot be used right now.');
  log.error({ err: error, read: name }, 'a read failed');
  return problemBody(500, 'This is a fault of the server; its log names it.');
}
