import type { Schema } from './from-schema';

export interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}
/** An operation of an API, as its OpenAPI document describes it. */
export interface Route {
  method: string;
  path: string;
  operation: Operation;
}

/** Every route that a server says it has. */
export async function routesOf(url: string): Promise<Route[]> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Operation>>;
  };
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

export const parametersIn = ({ operation }: Route, place: 'path' | 'query') =>
  (operation.parameters ?? []).filter((one) => one.in === place);

/** What a route takes as its JSON body. */
export const bodyOf = ({ operation }: Route): Schema | undefined =>
  operation.requestBody?.content['application/json']?.schema;
