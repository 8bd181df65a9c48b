import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, temporaryFolder } from '@synapse/testkit';

/** A disk of its own: a file system in a file. */
export interface PluggableDisk {
  readonly path: string;
  /** Ends its power: what the kernel has not handed to it by now is lost, and nothing can be read or written any more. */
  unplug(): void;
  /** Brings back what had reached it, once nobody holds anything open on it. */
  plugIn(): Promise<void>;
  end(): Promise<void>;
}

const run = (command: string, ...args: string[]) => spawnSync(command, args, { encoding: 'utf8' });

function mustRun(command: string, ...args: string[]): void {
  const { status, stderr, error } = run(command, ...args);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
}

/** EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH. Source: Linux, fs/ext4/ext4.h; node has no call for it, perl has. */
const SHUT_DOWN =
  'my $how = pack("L", 2); open(my $at, "<", $ARGV[0]) or die $!; ioctl($at, 0x8004587D, $how) or die $!';

/** Why no disk can lose its power here; nothing where one can. */
export function noPlugs(): string | undefined {
  if (process.platform !== 'linux') return 'only Linux can shut a file system down without writing it out';
  const missing = ['mkfs.ext4', 'mount', 'perl'].find(
    (name) => run('sh', '-c', `command -v ${name}`).status !== 0,
  );
  if (missing) return `${missing} is missing`;
  if (!existsSync('/dev/loop-control')) return 'there are no loop devices';
  return process.getuid?.() === 0 ? undefined : 'only root may mount a file';
}

export function makePluggableDisk(megabytes: number): PluggableDisk {
  const folder = temporaryFolder('synapse-disk-');
  const image = join(folder.path, 'image');
  const mountPoint = join(folder.path, 'disk');
  const path = join(mountPoint, 'data');
  const mount = () => mustRun('mount', '-o', 'loop', image, mountPoint);
  const unmount = (patiently: string) =>
    eventually(patiently, () => run('umount', mountPoint).status === 0, 20_000);
  writeFileSync(image, '');
  truncateSync(image, megabytes * 2 ** 20);
  mkdirSync(mountPoint);
  mustRun('mkfs.ext4', '-q', image);
  mount();
  mkdirSync(path);
  for (const each of [mountPoint, path]) chmodSync(each, 0o755);
  return {
    path,
    unplug: () => mustRun('perl', '-e', SHUT_DOWN, mountPoint),
    async plugIn() {
      await unmount('everybody to let go of the disk');
      mount();
    },
    async end() {
      await unmount('everybody to leave the disk');
      folder.remove();
    },
  };
}
