import { type Static, type TObject, Type } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { isStorable, type ReadAnswer } from '@synapse/contracts';
import { HttpProblem, problemBody } from '@synapse/http';
import type { Logger } from '@synapse/runtime';
import { isDatabaseAway } from '@synapse/store';
import type { QueryMetrics } from '../metrics.js';
import type { AnyRead } from './read.js';
import type { Sources } from './sources.js';

/** What can be asked over NATS: reads, and what is too large to be one, which comes in parts. */
export type Answerable = Pick<AnyRead, 'name' | 'params' | 'query'> & {
  // biome-ignore lint/suspicious/noExplicitAny: as of reads
  run: (sources: Sources, input: any) => Promise<unknown> | AsyncIterable<unknown>;
};

export interface Answerer {
  sources: Sources;
  log: Pick<Logger, 'error'>;
  metrics: Pick<QueryMetrics, 'questionAnswered'>;
}

/** Answers the reads by name, for services that ask over NATS. */
export function createAnswerer(
  reads: readonly Answerable[],
  { sources, log, metrics }: Answerer,
): (name: string, input: unknown) => Promise<ReadAnswer | AsyncIterable<ReadAnswer>> {
  const known = new Map(
    reads.map((read) => [
      read.name,
      { read, schema: TypeCompiler.Compile(Type.Object({ ...read.params, ...read.query })) },
    ]),
  );
  return async (name, input) => {
    const asked = known.get(name);
    if (!asked) return { problem: problemBody(404, `There is no read ${name}.`) };
    const began = performance.now();
    const counted = (answer: ReadAnswer): ReadAnswer => {
      const status = 'problem' in answer ? answer.problem.status : 200;
      metrics.questionAnswered(name, status, (performance.now() - began) / 1_000);
      return answer;
    };
    const problem = (thrown: unknown) => counted({ problem: problemOf(thrown, name, log) });
    const error = asked.schema.Errors(input).First();
    if (error)
      return counted({ problem: problemBody(400, `${error.path || 'The request'}: ${error.message}.`) });
    if (!isStorable(input))
      return counted({ problem: problemBody(400, 'The request holds text that no column holds.') });
    try {
      const answer = asked.read.run(sources, input as Static<TObject>);
      return Symbol.asyncIterator in answer
        ? inParts(answer, counted, problem)
        : counted({ answer: await answer });
    } catch (thrown) {
      return problem(thrown);
    }
  };
}

async function* inParts(
  parts: AsyncIterable<unknown>,
  counted: (answer: ReadAnswer) => ReadAnswer,
  problem: (thrown: unknown) => ReadAnswer,
): AsyncGenerator<ReadAnswer, void> {
  try {
    for await (const answer of parts) yield { answer };
    counted({ answer: null });
  } catch (thrown) {
    yield problem(thrown);
  }
}

function problemOf(error: unknown, name: string, log: Pick<Logger, 'error'>) {
  if (error instanceof HttpProblem) return problemBody(error.status, error.message);
  if (isDatabaseAway(error)) return problemBody(503, 'The database cannot be used right now.');
  log.error({ err: error, read: name }, 'a read failed');
  return problemBody(500, 'This is a fault of the server; its log names it.');
}
