import { existsSync } from 'node:fs';
import Module from 'node:module';
import { dirname, join, resolve } from 'node:path';

type Resolve = (request: string, parent: { filename?: string } | undefined, ...rest: unknown[]) => string;
const loader = Module as unknown as { _resolveFilename: Resolve };

/**
 * Jest compiles what its global setup requires, but its module mapping is for test files only: here imports would name
 * compiled files, so a test run would need a build. This resolves them to the sources. Returns how to undo it.
 */
export function resolveToSources(root: string): () => void {
  const original = loader._resolveFilename;
  loader._resolveFilename = (request, parent, ...rest) => {
    const source = sourceOf(root, request, parent?.filename);
    return original(source ?? request, parent, ...rest);
  };
  return () => {
    loader._resolveFilename = original;
  };
}

function sourceOf(root: string, request: string, from: string | undefined): string | undefined {
  const lib = /^@synapse\/([a-z-]+)$/.exec(request)?.[1];
  const path = lib
    ? join(root, 'libs', lib, 'src', 'index.ts')
    : from?.endsWith('.ts') && request.startsWith('.')
      ? resolve(dirname(from), request.replace(/\.js$/, '.ts'))
      : undefined;
  return path && existsSync(path) ? path : undefined;
}
