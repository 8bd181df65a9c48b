import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ExitStatus, freePort, type Tethered, tether } from '@synapse/testkit';

/** How a service is started. */
export interface ServiceDefinition {
  name: string;
  /** Its folder below `services`. */
  folder: string;
  /** The working copy that it is run from. */
  root: string;
  env: Readonly<Record<string, string>>;
  /** Modules that node loads first. */
  preload?: readonly string[];
}

/** A service as an orchestrator runs it: a process that is started again whenever it ends without being told to. */
export interface ServiceProcess {
  readonly name: string;
  /** Every line that its processes wrote. */
  readonly output: readonly string[];
  /** How those that were not told to end did. */
  readonly falls: readonly ExitStatus[];
  start(): void;
  /** From its next start on it is the build of another working copy. */
  deploy(root: string): void;
  isRunning(): boolean;
  /** SIGKILL; it stays down until it is started. */
  kill(): void;
  /** Sends any signal to the process and leaves it at that. */
  signal(signal: NodeJS.Signals): void;
  /** SIGTERM, and waits for the end. */
  stop(): Promise<ExitStatus | undefined>;
  /** Resolves when `/readyz` answers 200. @throws with its last lines when it does not in time */
  untilReady(withinMs: number): Promise<void>;
  /** The text of a page of its operations port; an empty one while it is down. */
  ask(path: string): Promise<string>;
}

/** Orchestrators wait longer at each fall; a campaign is short. */
const START_AGAIN_AFTER_MS = 500;

export async function defineService(definition: ServiceDefinition): Promise<ServiceProcess> {
  const { name, folder, env, preload = [] } = definition;
  const scriptOf = (root: string) => {
    const script = join(root, `services/${folder}/dist/main.js`);
    if (!existsSync(script)) throw new Error(`${script} is missing: run \`npm run build\` first.`);
    return script;
  };
  let script = scriptOf(definition.root);
  const port = await freePort();
  const output: string[] = [];
  const falls: ExitStatus[] = [];
  let child: Tethered | undefined;
  let wanted = false;

  function launch(): void {
    const started = tether(process.execPath, [...preload.flatMap((file) => ['--require', file]), script], {
      env: {
        PATH: process.env.PATH,
        LOG_LEVEL: 'info',
        ...env,
        OPS_HOST: '127.0.0.1',
        OPS_PORT: String(port),
      },
      onLine: (line) => output.push(line),
    });
    child = started;
    void started.exited.then(async (status) => {
      if (child !== started || !wanted) return;
      falls.push(status);
      await sleep(START_AGAIN_AFTER_MS);
      if (child === started && wanted) launch();
    });
  }

  const ask = (path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(2_000) });

  return {
    name,
    output,
    falls,
    start() {
      wanted = true;
      if (!child || child.hasExited()) launch();
    },
    deploy(root) {
      script = scriptOf(root);
    },
    isRunning: () => Boolean(child && !child.hasExited()),
    kill() {
      wanted = false;
      child?.kill('SIGKILL');
    },
    signal: (signal) => child?.kill(signal),
    async stop() {
      wanted = false;
      return child?.stop();
    },
    async untilReady(withinMs) {
      const deadline = performance.now() + withinMs;
      let answer = 'no answer';
      while (performance.now() < deadline) {
        const response = await ask('/readyz').catch(() => undefined);
        answer = response ? await response.text().catch(() => answer) : answer;
        if (response?.ok) return;
        await sleep(50);
      }
      const said = output.slice(-5).map((line) => line.slice(0, 300));
      throw new Error([`${name} is not ready: ${answer}`, ...said].join('\n    '));
    },
    ask: (path) =>
      ask(path)
        .then((response) => response.text())
        .catch(() => ''),
  };
}
