import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTethered } from './tether.js';

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * Writes nats-server of Debian 13 to `target`: stable releases before it carry one that is too old. The machine's apt
 * and its lists stay as they are: apt gets a sources list, a lists folder and a cache of its own, checks the signatures
 * as always, and the package is unpacked, not installed. Needs no root. Throws where there is no Debian apt.
 */
export async function natsFromDebian(target: string): Promise<void> {
  if (process.platform !== 'linux') throw new Error('not a Debian machine');
  if (!existsSync(keyring)) throw new Error(`${keyring} is not there: not a Debian machine`);
  const work = mkdtempSync(join(tmpdir(), 'synapse-nats-'));
  try {
    for (const folder of ['lists/partial', 'cache/archives/partial']) {
      mkdirSync(join(work, folder), { recursive: true });
    }
    const suite = process.env.NATS_DEB_SUITE || 'trixie';
    writeFileSync(join(work, 'sources.list'), `deb [signed-by=${keyring}] ${debianMirror()} ${suite} main\n`);
    const apt = (...command: string[]) =>
      runTethered('apt-get', [...aptOptions(work), ...command], { cwd: work });
    await apt('update');
    await apt('download', 'nats-server');
    const archive = readdirSync(work).find((name) => name.endsWith('.deb'));
    if (!archive) throw new Error('apt-get downloaded no package');
    await runTethered('dpkg-deb', ['-x', archive, 'unpacked'], { cwd: work });
    copyFileSync(join(work, 'unpacked/usr/sbin/nats-server'), target);
    chmodSync(target, 0o755);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function aptOptions(work: string): string[] {
  const settings = {
    'Dir::Etc::sourcelist': join(work, 'sources.list'),
    'Dir::Etc::sourceparts': '-',
    'Dir::State::lists': join(work, 'lists'),
    'Dir::Cache': join(work, 'cache'),
    // The sandbox user could not read a folder of ours.
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '2',
    'Acquire::http::Timeout': '20',
  };
  return ['-qq', ...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])];
}

/**
 * The mirror this machine uses itself, from its sources (apt's lists are empty on a fresh machine, so asking apt would
 * find nothing); Debian's own where they name none.
 */
export function debianMirror(etcApt = '/etc/apt'): string {
  const parts = join(etcApt, 'sources.list.d');
  const files = [join(etcApt, 'sources.list')];
  if (existsSync(parts)) files.push(...readdirSync(parts).map((name) => join(parts, name)));
  const addresses = files
    .filter((file) => /\.(list|sources)$/.test(file) && existsSync(file))
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
    .filter((line) => /^\s*(deb|URIs:)\s/.test(line))
    .flatMap((line) => line.match(/https?:\/\/\S+/g) ?? []);
  return addresses.find((address) => /\/debian\/?$/.test(address)) ?? 'http://deb.debian.org/debian';
}
