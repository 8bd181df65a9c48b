import { Type } from '@sinclair/typebox';
import { type App, HttpProblem } from '@synapse/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Admin } from '../changes/admin.js';
import type { Answer, AnyChange } from '../changes/change.js';
import { performChange } from '../changes/perform-change.js';
import { CHANGE_PROBLEMS } from './admin-problems.js';
import type { Admit } from './authenticate.js';
import { FILE_TYPE, fileOf, takeFiles } from './uploads.js';

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

const withVersion = (isRequired: boolean) =>
  Type.Composite([
    Headers,
    Type.Object({
      'if-match': Type.Optional(
        Type.String({
          maxLength: 500,
          description: `The ETag of what you change, as you read it; or \`*\`. ${isRequired ? 'Required' : 'Compared if it is sent'}.`,
        }),
      ),
    }),
  ]);
const VersionedHeaders = withVersion(true);
const ComparedHeaders = withVersion(false);

/** Serves every change at its path, below `/v1/admin`. */
export function changeRoutes(app: App, admin: Admin, admit: Admit, changes: readonly AnyChange[]): void {
  for (const change of changes.filter(({ upload }) => !upload)) changeRoute(app, admin, admit, change);
  app.register((scope, _options, done) => {
    takeFiles(scope as App);
    for (const change of changes.filter(({ upload }) => upload))
      changeRoute(scope as App, admin, admit, change);
    done();
  });
}

function changeRoute(app: App, admin: Admin, admit: Admit, change: AnyChange): void {
  app.route({
    method: change.method,
    url: `/v1/admin${change.path}`,
    onRequest: admit(change.scope),
    config: { takesFile: change.upload !== undefined },
    schema: {
      operationId: camelCase(change.name),
      summary: change.summary,
      tags: [change.tag],
      params: change.params,
      ...(change.body && { body: change.body }),
      ...(change.upload && {
        querystring: change.upload.query,
        body: {
          content: { [FILE_TYPE]: { schema: Type.Unknown({ description: change.upload.description }) } },
        },
      }),
      headers: headersOf(change),
      response: {
        '2xx': { description: 'What there is now. Sent again, it is the same.', ...ANYTHING },
        ...CHANGE_PROBLEMS,
      },
    },
    handler: (request, reply) => answerChange(admin, change, request, reply),
  });
}

/** What names one thing can name its version, too. */
const headersOf = ({ isVersioned, params }: AnyChange) =>
  isVersioned ? VersionedHeaders : Object.keys(params.properties).length > 0 ? ComparedHeaders : Headers;

const ANYTHING = { content: { 'application/json': { schema: Type.Unknown() } } };

async function answerChange(admin: Admin, change: AnyChange, request: FastifyRequest, reply: FastifyReply) {
  const { headers, params, body, query, asker } = request;
  const ifMatch = headers['if-match'] ?? null;
  if (change.isVersioned && ifMatch === null) {
    throw new HttpProblem(
      428,
      'Send the ETag of what you change as `If-Match`, or `*` to change it whatever it is.',
    );
  }
  const common = {
    change,
    key: String(headers['idempotency-key']),
    asker,
    ifMatch,
    reason: reasonOf(headers['x-audit-log-reason']),
  };
  if (!change.upload) {
    const input = { ...(params as object), ...(body as object | undefined) };
    return send(reply, await performChange(admin, { ...common, input }));
  }
  const received = await change.upload.receive(admin, fileOf(body).chunks(), query as never, asker);
  try {
    return await send(reply, await performChange(admin, { ...common, input: received.input }));
  } finally {
    await received.discard();
  }
}

function send(reply: FastifyReply, { status, body, headers = {} }: Answer) {
  if (status >= 400) reply.type('application/problem+json');
  return reply.code(status).headers(headers).send(body);
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
