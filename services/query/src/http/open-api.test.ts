import { type RunningQuery, startQuery } from '../../test-support/running-query.js';
import { ALL_READS } from '../reads/all-reads.js';
import { NAMED_SCHEMAS } from '../reads/schemas.js';

interface Operation {
  operationId: string;
  summary: string;
  responses: Record<string, { content: Record<string, { schema: { $ref: string } }> }>;
  parameters?: object[];
  security?: object[];
}
interface OpenApi {
  openapi: string;
  info: object;
  paths: Record<string, { get: Operation }>;
  components: { schemas: Record<string, object>; securitySchemes: object };
}

const NOWHERE = {
  databaseUrl: 'postgresql://synapse_query:x@127.0.0.1:1/none',
  natsUrl: 'nats://127.0.0.1:1',
};
let query: RunningQuery;
let document: OpenApi;

beforeAll(async () => {
  query = await startQuery(NOWHERE);
  document = (await (await fetch(`${query.url}/openapi.json`)).json()) as OpenApi;
});

afterAll(() => query.stop());

test('the OpenAPI document names every read, its errors and its schemas', () => {
  expect(document.openapi).toMatch(/^3\.1\./);
  expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
  const paths = ALL_READS.map(({ path }) => path.replace(/:(\w+)/g, '{$1}'));
  expect(new Set(Object.keys(document.paths))).toEqual(new Set([...paths, '/v1/stream']));
  for (const path of Object.values(document.paths)) {
    expect(Object.keys(path)).toEqual(['get']);
    expect(path.get.operationId).toMatch(/^[a-z]\w+$/i);
    expect(Object.keys(path.get.responses)).toEqual(expect.arrayContaining(['200', '400', '429', '503']));
  }
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, target]) => target);
  const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
  for (const reference of references) expect(known).toContain(reference);
});

test.each(Object.entries(NAMED_SCHEMAS))('%s is published as it is checked', (name, schema) => {
  expect(document.components.schemas[name]).toMatchObject({
    ...('properties' in schema && { required: JSON.parse(JSON.stringify(schema)).required }),
  });
  expect(
    Object.keys((document.components.schemas[name] as { properties?: object }).properties ?? {}),
  ).toEqual(Object.keys('properties' in schema ? schema.properties : {}));
});

test('what is not public says so', () => {
  const isPrivate = ([, { get }]: [string, { get: Operation }]) => get.security !== undefined;
  expect(
    Object.entries(document.paths)
      .filter(isPrivate)
      .map(([path]) => path),
  ).toEqual(['/v1/members/{id}/statement', '/v1/members/{id}/preferences']);
  expect(document.components.securitySchemes).toEqual({ apiKey: { type: 'http', scheme: 'bearer' } });
});

test('there is a page to browse it, which loads nothing from elsewhere', async () => {
  const answer = await fetch(`${query.url}/api/static/index.html`);
  expect(answer.status).toBe(200);
  const policy = (await fetch(`${query.url}/api/`)).headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'self'");
  expect(policy).not.toMatch(/unsafe-inline|unsafe-eval/);
});
