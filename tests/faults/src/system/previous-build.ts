import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { temporaryFolder } from '@synapse/testkit';
import { ROOT } from './system.js';

/** Until a release is tagged, what ran before is the parent commit. */
const PREVIOUS = 'HEAD~1';

/** Another build of the whole repository. */
export interface OtherBuild {
  readonly root: string;
  remove(): void;
}

/** Why there is no previous build to be had; nothing where there is one. */
export const whyNoPrevious = (): string | undefined =>
  run('git', ['rev-parse', '--verify', '--quiet', PREVIOUS], ROOT).status === 0
    ? undefined
    : 'the parent commit is not here';

/** Checks the parent commit out into a folder of its own and builds it there, with the packages that are installed here. */
export function buildPrevious(): OtherBuild {
  const folder = temporaryFolder('synapse-previous-');
  const root = join(folder.path, 'tree');
  must('git', ['worktree', 'add', '--detach', root, PREVIOUS], ROOT);
  const remove = () => {
    run('git', ['worktree', 'remove', '--force', root], ROOT);
    folder.remove();
  };
  try {
    linkPackages(root);
    must('npm', ['run', '--silent', 'build:quiet'], root);
    return { root, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Our own packages are links relative to where they stand: copied, they lead to the other build's. */
function linkPackages(root: string): void {
  const from = join(ROOT, 'node_modules');
  const to = join(root, 'node_modules');
  mkdirSync(to);
  for (const name of readdirSync(from))
    if (name !== '@synapse') symlinkSync(join(from, name), join(to, name));
  cpSync(join(from, '@synapse'), join(to, '@synapse'), { recursive: true, verbatimSymlinks: true });
  for (const name of readdirSync(join(from, '@synapse'))) {
    const own = join(relative(ROOT, realpathSync(join(from, '@synapse', name))), 'node_modules');
    if (existsSync(join(ROOT, own)) && existsSync(join(root, own, '..')))
      symlinkSync(join(ROOT, own), join(root, own));
  }
}

const run = (command: string, args: readonly string[], cwd: string) =>
  spawnSync(command, args, { cwd, encoding: 'utf8' });

function must(command: string, args: readonly string[], cwd: string): void {
  const { status, stdout, stderr } = run(command, args, cwd);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}${stdout}`);
}
