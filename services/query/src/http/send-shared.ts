import { hasAlready } from '@synapse/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SharedAnswer } from './shared-answers.js';

/**
 * Sends an answer that is made already, past what Fastify does with those that are not: serialising, hooks, a header at a
 * time. With {@link SharedAnswer.headers} goes what was set before, such as how often one may still ask.
 * @param ageMs for how long nobody said that the answer is that of now
 */
export function sendShared(
  { raw: { headers: asked } }: FastifyRequest,
  reply: FastifyReply,
  { body, etag, headers }: SharedAnswer,
  ageMs: number,
): void {
  reply.hijack();
  const all = [...headers];
  const set = reply.getHeaders();
  for (const name in set) all.push(name, String(set[name]));
  if (ageMs >= 1_000) all.push('age', String(Math.floor(ageMs / 1_000)));
  if (hasAlready(asked['if-none-match'], etag)) reply.raw.writeHead(304, withoutBody(all)).end();
  else reply.raw.writeHead(200, all).end(body, 'latin1');
}

/** The headers of an answer whose body a client has. */
function withoutBody(headers: readonly string[]): string[] {
  const ofBody = new Set(['content-type', 'content-length']);
  return headers.filter((_, at) => !ofBody.has(headers[at - (at % 2)] as string));
}
