import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './source-files';

export interface Violation {
  rule: string;
  from: string;
  to: string;
}

/**
 * Holds the sources below some folders of `checkout` against the import rules.
 * @throws with what dependency-cruiser said when it could not read them
 */
export function cruise(
  checkout: string,
  folders: readonly string[],
): { modules: number; violations: Violation[] } {
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const config = join(root, '.dependency-cruiser.cjs');
  const run = spawnSync(process.execPath, [program, '--config', config, '-T', 'json', ...folders], {
    cwd: checkout,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (!run.stdout.startsWith('{')) throw new Error(`dependency-cruiser failed: ${run.stderr || run.stdout}`);
  const { summary } = JSON.parse(run.stdout) as {
    summary: { totalCruised: number; violations: { rule: { name: string }; from: string; to: string }[] };
  };
  return {
    modules: summary.totalCruised,
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}
