import { Type } from '@sinclair/typebox';
import { ApiKeyDocument, type KeyScope } from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';
import type { OpenPrismaClient } from '@synapse/store';
import type { Transaction } from '../audit.js';
import { tableChange } from '../changes/change.js';
import { RowId } from '../http/ids.js';
import { newApiKey } from '../sign-in/api-keys.js';
import { done, existing, type Resource } from './row-change.js';

export const apiKeys: Resource<ApiKeyDocument> = {
  table: 'api_keys',
  name: 'API key',
  schema: ApiKeyDocument,
  async read(tx, id) {
    const row = await tx.apiKey.findUnique({ where: { id } });
    return row && toDocument(row);
  },
};

export const listApiKeys = async (tx: Transaction): Promise<ApiKeyDocument[]> =>
  (await tx.apiKey.findMany({ orderBy: { id: 'asc' } })).map(toDocument);

type Row = NonNullable<Awaited<ReturnType<OpenPrismaClient['apiKey']['findUnique']>>>;

const toDocument = (row: Row): ApiKeyDocument => ({
  id: String(row.id),
  name: row.name,
  scopes: row.scopes as KeyScope[],
  created_by: String(row.createdBy),
  created_at: row.createdAt.toISOString(),
  last_used_at: row.lastUsedAt?.toISOString() ?? null,
  revoked_at: row.revokedAt?.toISOString() ?? null,
});

const described = { tag: 'API keys', scope: 'session' } as const;

export const apiKeyChanges = [
  tableChange({
    ...described,
    name: 'create_api_key',
    method: 'POST',
    path: '/api-keys',
    summary:
      'Makes an API key, which is shown in this answer and never again. It may do what you may, within its scopes.',
    params: Type.Object({}),
    body: Type.Object(Type.Pick(ApiKeyDocument, ['name', 'scopes']).properties, {
      additionalProperties: false,
    }),
    async make(tx, { name, scopes }, { asker: { actor } }) {
      const { key, digest } = newApiKey();
      const { id } = await tx.apiKey.create({ data: { name, scopes, digest, createdBy: actor } });
      const made = await done(apiKeys, tx, { id, before: null });
      const answer = { ...made.answer, body: { ...(made.answer.body as ApiKeyDocument), key } };
      return { ...made, answer, remembered: made.answer };
    },
  }),
  tableChange({
    ...described,
    name: 'revoke_api_key',
    method: 'DELETE',
    path: '/api-keys/:id',
    summary: 'Revokes an API key for good.',
    params: Type.Object({ id: RowId }),
    body: null,
    async make(tx, { id }, occasion) {
      const before = await existing(apiKeys, tx, id, occasion);
      if (before.revoked_at !== null) throw new HttpProblem(409, 'This API key was revoked before.');
      await tx.apiKey.update({ where: { id: Number(id) }, data: { revokedAt: occasion.now } });
      return done(apiKeys, tx, { id: Number(id), before, action: 'DELETE' });
    },
  }),
];
