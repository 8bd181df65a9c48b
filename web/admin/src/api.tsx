import type { ChangeDescription } from '@synapse/contracts';
import { Loading, Notice, useRead } from '@synapse/web-kit';
import { type ComponentChildren, createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { reads } from './reads.js';
import type { Schema } from './schema/schema.js';

/** A change that the server makes, with the schema of its body. */
export type ApiChange = Omit<ChangeDescription, 'body'> & { body: Schema | null };

const context = createContext<ReadonlyMap<string, ApiChange>>(new Map());

/** Reads once what the server can be asked to change, and shows what is inside then. */
export function ApiProvider({ children }: { children: ComponentChildren }) {
  const { answer, error } = useRead(reads.changes, 60_000);
  if (!answer) return error ? <Notice>{error.message}</Notice> : <Loading lines={6} />;
  const changes = new Map(answer.items.map((each) => [each.name, each as ApiChange]));
  return <context.Provider value={changes}>{children}</context.Provider>;
}

/** A change by its name, as the server describes it. @throws when this server knows none of that name */
export function useApiChange(name: string): ApiChange {
  const change = useContext(context).get(name);
  if (!change) throw new Error(`This server knows no change "${name}": reload the page.`);
  return change;
}
