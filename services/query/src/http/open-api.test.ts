import { type RunningQuery, startQuery } from '../../test-support/running-query.js';

interface OpenApi {
  openapi: string;
  info: object;
  paths: Record<string, Record<string, { operationId: string; responses: object; parameters?: object[] }>>;
  components: { schemas: Record<string, object> };
}

const NOWHERE = {
  databaseUrl: 'postgresql://synapse_query:x@127.0.0.1:1/none',
  natsUrl: 'nats://127.0.0.1:1',
};
let query: RunningQuery;

beforeAll(async () => {
  query = await startQuery(NOWHERE);
});

afterAll(() => query.stop());

test('the OpenAPI document names every read, its errors and its schemas', async () => {
  const document = (await (await fetch(`${query.url}/openapi.json`)).json()) as OpenApi;
  expect(document.openapi).toMatch(/^3\.1\./);
  expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
  expect(new Set(Object.keys(document.paths))).toEqual(
    new Set(['/v1/leaderboards/{board}', '/v1/members/{id}', '/v1/overview', '/v1/stream']),
  );
  for (const path of Object.values<Record<string, { operationId: string; responses: object }>>(
    document.paths,
  )) {
    expect(Object.keys(path)).toEqual(['get']);
    expect(path.get?.operationId).toMatch(/^[a-z]\w+$/i);
    expect(Object.keys(path.get?.responses ?? {})).toEqual(expect.arrayContaining(['200', '400', '503']));
  }
  expect(new Set(Object.keys(document.components.schemas))).toEqual(
    new Set(['Leaderboard', 'MemberProfile', 'Overview', 'Problem', 'RewardEvent']),
  );
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, target]) => target);
  expect(references).toContain('#/components/schemas/Leaderboard');
  const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
  for (const reference of references) expect(known).toContain(reference);
  expect(document.paths['/v1/leaderboards/{board}']).toMatchObject({
    get: {
      parameters: expect.arrayContaining([
        expect.objectContaining({
          name: 'board',
          in: 'path',
          required: true,
          schema: expect.objectContaining({ enum: ['xp', 'gold', 'level'] }),
        }),
      ]),
    },
  });
});
