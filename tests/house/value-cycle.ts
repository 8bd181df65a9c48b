import { posix } from 'node:path';
import type { SourceFile } from './source-files';

const IMPORTS = /^(?:import|export)\s+(?!type\b)(?:([^'";]*?)\s+from\s+)?'([^']+)'/gm;

/** The first cycle of imports that remain when types are gone, as paths from a file back to itself; `null` when there is none. */
export function valueCycle(files: readonly SourceFile[]): string[] | null {
  const graph = new Map(
    files.filter(({ path }) => path.endsWith('.ts')).map((file) => [file.path, importedBy(file)]),
  );
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): string[] | null => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
    if (done.has(path)) return null;
    for (const next of graph.get(path) ?? []) {
      const cycle = visit(next, [...way, path]);
      if (cycle) return cycle;
    }
    done.add(path);
    return null;
  };
  for (const path of graph.keys()) {
    const cycle = visit(path, []);
    if (cycle) return cycle;
  }
  return null;
}

function importedBy({ path, text }: SourceFile): string[] {
  return [...text.matchAll(IMPORTS)].flatMap(([, names = '', from = '']) => {
    const onlyTypes =
      /^\{/.test(names) && names.split(/[{},]/).every((name) => /^\s*(type\s.*)?$/.test(name));
    if (onlyTypes) return [];
    const lib = /^@synapse\/([a-z-]+)$/.exec(from)?.[1];
    if (lib) return [`libs/${lib}/src/index.ts`];
    return from.startsWith('.') ? [posix.join(posix.dirname(path), from.replace(/(\.js)?$/, '.ts'))] : [];
  });
}
