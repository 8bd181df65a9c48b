import { createHash } from 'node:crypto';
import { type App, HttpProblem } from '@synapse/http';
import { findApiKey, type Pool } from '@synapse/store';
import type { FastifyRequest } from 'fastify';
import { cached } from '../cached.js';
import { createGate } from '../gate.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The key that the request was sent with; `null` without one. Unknown keys are none. */
    apiKey: { id: number; scopes: string[] } | null;
  }
}

/** What a key must be good for to read what is not public. */
const SCOPE = 'read';
const KEPT_FOR_MS = 10_000;
const KEPT = 1_000;

/** Recognises who sends a key, on every request, before anything is counted or answered. */
export function recogniseCallers(app: App, db: Pick<Pool, 'query'>): void {
  const known = new Map<string, ReturnType<typeof lookUp>>();
  const gate = createGate(4, 100);

  function lookUp(digest: string) {
    return cached(KEPT_FOR_MS, () => gate(() => findApiKey(db, digest)));
  }

  app.decorateRequest('apiKey', null);
  async function recognise(request: FastifyRequest, key: string): Promise<void> {
    const digest = createHash('sha256').update(key).digest('hex');
    const find = known.get(digest) ?? lookUp(digest);
    if (known.size >= KEPT) known.clear();
    known.set(digest, find);
    request.apiKey = await find();
  }

  // Not async: most requests have no key, and need not wait.
  app.addHook('onRequest', (request, _, done) => {
    const key = bearer(request);
    if (key === undefined) done();
    else recognise(request, key).then(() => done(), done);
  });
}

const bearer = ({ headers }: FastifyRequest) =>
  /^Bearer (\S{8,200})$/i.exec(headers.authorization ?? '')?.[1];

/** A `preHandler` hook: lets in only who has a key that may read what is not public. */
export async function needKey({ apiKey }: FastifyRequest): Promise<void> {
  if (!apiKey)
    throw new HttpProblem(401, 'This is not public: send an API key as `Authorization: Bearer …`.');
  if (!apiKey.scopes.includes(SCOPE)) throw new HttpProblem(403, `This API key is not good for "${SCOPE}".`);
}
