import { isStorable } from '@synapse/contracts';
import type { FastifyError, FastifyReply, FastifyRequest, FastifySchemaValidationError } from 'fastify';
import { HttpProblem, PROBLEM_TYPE, problemBody, RETRY_AFTER_SECONDS } from './problem.js';

/** How a server answers errors. @param isAway tells whether an error says that a server behind it cannot be used now */
export function createErrorAnswers(isAway: (error: unknown) => boolean) {
  return {
    /** Answers any error as a problem document, without anything from inside the process. */
    answerError(error: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
      const { status, detail } = problemOf(error, request, isAway);
      // That a server is away is said once, by the readiness check, and not for each request.
      const level = status === 503 ? 'debug' : 'error';
      if (status >= 500)
        request.log[level](
          { err: error, request: request.id, route: request.routeOptions.url },
          'request failed',
        );
      if ((status === 503 || status === 429) && !reply.hasHeader('retry-after')) {
        reply.header('retry-after', RETRY_AFTER_SECONDS);
      }
      return reply.code(status).type(PROBLEM_TYPE).send(problemBody(status, detail));
    },

    /** Answers a request for which there is no route. */
    answerNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
      const detail = `There is no ${request.method} ${path(request)}. The routes are listed in /openapi.json.`;
      return reply.code(404).type(PROBLEM_TYPE).send(problemBody(404, detail));
    },

    /** A `preHandler` hook: the validator lets `1e999` pass, which it reads as Infinity and then compares with nothing. */
    async refuseInfinity({ query }: FastifyRequest): Promise<void> {
      for (const [name, value] of Object.entries(query as Record<string, unknown>)) {
        if (typeof value === 'number' && !Number.isFinite(value)) {
          throw new HttpProblem(400, `querystring/${name} must be a number that is not infinite.`);
        }
      }
    },

    /** A `preValidation` hook: no column takes a NUL character or half a surrogate pair, and nothing of ours is deep. */
    async refuseUnstorable({ body, params, query }: FastifyRequest): Promise<void> {
      for (const [part, value] of Object.entries({ body, params, querystring: query })) {
        if (!isStorable(value))
          throw new HttpProblem(
            400,
            `${part} holds a NUL character, half a surrogate pair, or too deep a nesting.`,
          );
      }
    },
  };
}

/** Says which part of a request breaks its schema, and what is allowed there. */
export function validationError(errors: FastifySchemaValidationError[], part: string): Error {
  const [first] = errors;
  const { allowedValues, additionalProperty } = first?.params ?? {};
  const list = Array.isArray(allowedValues) ? `: ${allowedValues.join(', ')}` : '';
  const field = typeof additionalProperty === 'string' ? `: ${additionalProperty.slice(0, 100)}` : '';
  return new Error(`${part}${first?.instancePath} ${first?.message}${list}${field}.`);
}

function problemOf(
  error: Error,
  request: FastifyRequest,
  isAway: (error: unknown) => boolean,
): { status: number; detail: string } {
  if (error instanceof HttpProblem) return { status: error.status, detail: error.message };
  if (isAway(error)) {
    return { status: 503, detail: 'The database cannot be used right now. Try again in some seconds.' };
  }
  const status = (error as Partial<FastifyError>).statusCode ?? 500;
  if (status >= 400 && status < 500) return { status, detail: error.message };
  return {
    status: 500,
    detail: `This is a fault of the server; its log names it under request ${request.id}.`,
  };
}

const path = (request: FastifyRequest): string => (request.url.split('?')[0] ?? '').slice(0, 200);
