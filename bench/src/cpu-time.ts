import { readdirSync, readFileSync } from 'node:fs';

/** Linux tells processor time in ticks of a hundredth of a second. */
const TICK_US = 10_000;

interface Usage {
  parent: number;
  own: number;
  /** Of children that have ended. */
  ended: number;
}

/** Processor time in microseconds of each process with its children, by name; nothing where the system does not tell. */
export function cpuTimes(pids: Readonly<Record<string, number>>): Record<string, number> {
  const all = usages();
  const ofProcess = (pid: number) => {
    // Everything that is measured is a child of this process.
    if (pid === process.pid) return ownTime();
    const children = [...all.values()].filter(({ parent }) => parent === pid);
    const usage = all.get(pid);
    return usage && children.reduce((sum, child) => sum + child.own, usage.own + usage.ended) * TICK_US;
  };
  const times = Object.entries(pids).map(([name, pid]) => [name, ofProcess(pid)] as const);
  return Object.fromEntries(times.filter((entry): entry is [string, number] => entry[1] !== undefined));
}

function ownTime(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function usages(): Map<number, Usage> {
  if (process.platform !== 'linux') return new Map();
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return new Map(
    pids.flatMap((pid) => {
      const usage = usageOf(pid);
      return usage ? [[pid, usage] as const] : [];
    }),
  );
}

function usageOf(pid: number): Usage | null {
  try {
    // The command name, in parentheses, may itself hold spaces and parentheses: count from the last one.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ').map(Number) ?? [];
    const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15);
    return { parent: fields[1] ?? 0, own: user + system, ended: endedUser + endedSystem };
  } catch {
    return null;
  }
}
