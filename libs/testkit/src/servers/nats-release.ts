import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTethered } from './tether.js';

/** The layout of a release: https://github.com/nats-io/nats-server/releases (archives by platform, and SHA256SUMS). */
const releases = 'https://github.com/nats-io/nats-server/releases/download';
const version = '2.12.7';

/** Writes the official release of nats-server to `target` after comparing it with the release's SHA256SUMS. */
export async function natsFromRelease(target: string, from = releases): Promise<void> {
  const platform = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const name = `nats-server-v${version}-${platform}`;
  const sums = (await download(`${from}/v${version}/SHA256SUMS`)).toString('utf8');
  const archive = await download(`${from}/v${version}/${name}.tar.gz`);
  verifySum(sums, `${name}.tar.gz`, archive);
  const work = mkdtempSync(join(tmpdir(), 'synapse-nats-'));
  try {
    writeFileSync(join(work, 'archive.tar.gz'), archive);
    await runTethered('tar', ['-xzf', 'archive.tar.gz'], { cwd: work });
    copyFileSync(join(work, name, 'nats-server'), target);
    chmodSync(target, 0o755);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function download(url: string): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(120_000) }).catch((error: Error) => {
    throw new Error(`${url}: ${(error.cause as Error | undefined)?.message ?? error.message}`);
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

function verifySum(sums: string, file: string, content: Buffer): void {
  const expected = sums
    .split('\n')
    .map((line) => line.trim().split(/\s+\*?/))
    .find(([, name]) => name === file)?.[0];
  const actual = createHash('sha256').update(content).digest('hex');
  if (!expected) throw new Error(`SHA256SUMS of the release does not name ${file}`);
  if (expected !== actual)
    throw new Error(`${file} has SHA-256 ${actual}, the release says ${expected}: not used`);
}
