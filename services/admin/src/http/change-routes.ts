import { Type } from '@sinclair/typebox';
import { ChangeDescription } from '@synapse/contracts';
import { type App, HttpProblem } from '@synapse/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Admin } from '../changes/admin.js';
import type { AnyChange } from '../changes/change.js';
import { etagOf } from '../changes/etag.js';
import { performChange } from '../changes/perform-change.js';
import { CHANGE_PROBLEMS, READ_PROBLEMS } from './admin-problems.js';
import type { Admit } from './authenticate.js';

const KEY = '^[A-Za-z0-9_-]{1,64}$';
const LONGEST_REASON = 500;

const Headers = Type.Object({
  'idempotency-key': Type.String({
    pattern: KEY,
    description:
      'Chosen by you for this one request: sent again under it, it has no second effect and the same answer.',
  }),
  'x-audit-log-reason': Type.Optional(
    Type.String({
      maxLength: 9 * LONGEST_REASON,
      description: 'Why, percent-encoded; up to 500 characters.',
    }),
  ),
});

const VersionedHeaders = Type.Composite([
  Headers,
  Type.Object({
    'if-match': Type.Optional(
      Type.String({
        maxLength: 500,
        description: 'The ETag of what you change, as you read it; or `*`. Required.',
      }),
    ),
  }),
]);

/** Serves every change at its path, below `/v1/admin`. */
export function changeRoutes(app: App, admin: Admin, admit: Admit, changes: readonly AnyChange[]): void {
  for (const change of changes) {
    app.route({
      method: change.method,
      url: `/v1/admin${change.path}`,
      onRequest: admit(change.scope),
      ...(change.bodyLimit !== undefined && { bodyLimit: change.bodyLimit }),
      schema: {
        operationId: camelCase(change.name),
        summary: change.summary,
        tags: [change.tag],
        params: change.params,
        ...(change.body && { body: change.body }),
        headers: change.isVersioned ? VersionedHeaders : Headers,
        response: {
          '2xx': { description: 'What there is now. Sent again, it is the same.', ...ANYTHING },
          ...CHANGE_PROBLEMS,
        },
      },
      handler: (request, reply) => answerChange(admin, change, request, reply),
    });
  }
}

/** Serves what can be changed, so that pages and tools can make forms of it. */
export function changeList(app: App, admit: Admit, changes: readonly AnyChange[]): void {
  const items = changes.map(({ name, method, path, summary, isVersioned = false, body }) => ({
    name,
    method,
    path,
    summary,
    versioned: isVersioned,
    body,
  }));
  const etag = etagOf(items);
  app.get(
    '/v1/admin/changes',
    {
      onRequest: admit('read'),
      schema: {
        operationId: 'listChanges',
        summary: 'Everything that can be changed, with what each change wants.',
        tags: ['setup'],
        response: { 200: Type.Object({ items: Type.Array(ChangeDescription) }), ...READ_PROBLEMS },
      },
    },
    async (_, reply) => {
      reply.header('etag', etag);
      return { items };
    },
  );
}

const ANYTHING = { content: { 'application/json': { schema: Type.Unknown() } } };

async function answerChange(admin: Admin, change: AnyChange, request: FastifyRequest, reply: FastifyReply) {
  const { headers, params, body, asker } = request;
  const ifMatch = headers['if-match'] ?? null;
  if (change.isVersioned && ifMatch === null) {
    throw new HttpProblem(
      428,
      'Send the ETag of what you change as `If-Match`, or `*` to change it whatever it is.',
    );
  }
  const {
    status,
    body: said,
    headers: more = {},
  } = await performChange(admin, {
    change,
    input: { ...(params as object), ...(body as object | undefined) },
    key: String(headers['idempotency-key']),
    asker,
    ifMatch,
    reason: reasonOf(headers['x-audit-log-reason']),
  });
  if (status >= 400) reply.type('application/problem+json');
  return reply.code(status).headers(more).send(said);
}

function reasonOf(header: string | string[] | undefined): string | null {
  if (typeof header !== 'string') return null;
  let reason: string;
  try {
    reason = decodeURIComponent(header).trim();
  } catch {
    throw new HttpProblem(400, 'headers/x-audit-log-reason must be percent-encoded UTF-8.');
  }
  if (reason.length > LONGEST_REASON || reason.includes('\0')) {
    throw new HttpProblem(400, `headers/x-audit-log-reason must have at most ${LONGEST_REASON} characters.`);
  }
  return reason || null;
}

const camelCase = (name: string): string =>
  name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
