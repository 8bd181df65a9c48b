import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { OperatorError } from '@synapse/runtime';
import { ExitCode, type Output } from './output.js';

const root = join(__dirname, '../../..');
/** How programs tell of their progress. */
const PROGRESS = /^(?:row|member) (\d+) of (\d+)$/;

/**
 * Runs programs of services, one after the other, all of them: services are not imported, not even by tools.
 * @param env what is added to the environment
 * @returns 0 when all ended well, else the code of the first that did not
 */
export async function runPrograms(
  scripts: readonly string[],
  args: readonly string[],
  output: Output,
  env: Record<string, string> | undefined = {},
): Promise<number> {
  const codes: number[] = [];
  for (const script of scripts) codes.push(await runProgram(join(root, script), args, output, env));
  return codes.find((code) => code !== ExitCode.well) ?? ExitCode.well;
}

function runProgram(
  script: string,
  args: readonly string[],
  output: Output,
  env: Record<string, string>,
): Promise<number> {
  if (!existsSync(script)) throw new OperatorError(`${script} is missing.`, 'Build first: npm run build.');
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  createInterface({ input: child.stdout }).on('line', output.say);
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    const [, done, of] = PROGRESS.exec(line) ?? [];
    if (done && of) output.progress(Number(done), Number(of));
    else if (line.trim()) complaints.push(line.trim());
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (complaints.length > 0) output.fail(complaints.join('\n'));
      resolve(code ?? ExitCode.interrupted);
    });
  });
}
