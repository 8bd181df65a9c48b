import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * An `onSend` hook: names the body by its content, and answers 304 without one to a client that has it already. It saves
 * bytes, not work.
 */
export function weakEtag(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  // Not async: a crowd asks for what is at hand.
  done: (error: Error | null, payload?: unknown) => void,
): void {
  done(
    null,
    reply.statusCode === 200 && typeof payload === 'string' ? tagged(request, reply, payload) : payload,
  );
}

/** The body, or nothing for a client that has it. */
function tagged({ headers }: FastifyRequest, reply: FastifyReply, payload: string): string | null {
  const tag = etagOf(payload);
  reply.header('etag', tag);
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-cache');
  if (!hasAlready(headers['if-none-match'], tag)) return payload;
  reply.code(304).removeHeader('content-type');
  return null;
}

/** The tag of a body. */
export const etagOf = (body: string): string => `W/"${createHash('sha1').update(body).digest('base64url')}"`;

/** Whether a client's `If-None-Match` names a tag. Weak comparison. Source: RFC 9110, section 13.1.2. */
export const hasAlready = (header: string | undefined, tag: string): boolean =>
  header !== undefined &&
  (header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^(?!W\/)/, 'W/') === tag));
