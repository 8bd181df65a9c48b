import { once } from 'node:events';
import { buildCommunity } from './community/community.js';
import { runScenario } from './scenario/scenario.js';
import { useCommands } from './scenario/use-commands.js';
import { startDiscordSimulator } from './simulator.js';

/**
 * A simulated Discord as a process. SIM_HOST, SIM_PORT (0: a free one), SIM_SEED, SIM_RATE (actions a second), SIM_MEMBERS and
 * SIM_TOKEN shape it. Prints one JSON line with its address and token, and lives until it is told to stop.
 */
async function main(): Promise<void> {
  const { seed, members, rate, host, port, token } = settings(process.env);
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort());

  const simulator = await startDiscordSimulator({
    host,
    port,
    token,
    world: buildCommunity({ seed, members }),
    // This process runs for days and persists nothing: its memory has to stay bounded.
    keepLog: false,
    replayLimit: 20_000,
  });
  const { apiUrl: url, token: botToken, client, transcriptUrl } = simulator;
  console.log(JSON.stringify({ url, token: botToken, client, transcriptUrl }));

  const { signal } = stopping;
  if (rate > 0)
    await Promise.all([
      runScenario(simulator, { seed, rate, signal }),
      useCommands(simulator, { seed, signal }),
    ]);
  else await quietly(signal);
  await simulator.stop();
}

/** At rate 0 nothing happens by itself; clients can still connect. */
async function quietly(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

function settings(env: NodeJS.ProcessEnv) {
  const number = (name: string, fallback: number): number => {
    const text = env[name] || String(fallback);
    const value = Number(text);
    if (!(value >= 0)) throw new Error(`${name} must be a number of 0 or more, not "${text}".`);
    return value;
  };
  return {
    port: number('SIM_PORT', 0),
    seed: number('SIM_SEED', 1),
    rate: number('SIM_RATE', 5),
    members: number('SIM_MEMBERS', 300),
    host: env.SIM_HOST || '127.0.0.1',
    token: env.SIM_TOKEN || undefined,
  };
}

main().catch((error: unknown) => {
  console.error(`The Discord simulator cannot run: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
});
