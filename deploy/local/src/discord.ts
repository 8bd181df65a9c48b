import { join } from 'node:path';
import { nextFreePort } from '@synapse/testkit';
import type { Progress } from './progress.js';
import type { Addresses } from './services.js';
import { type Surroundings, startAnnounced } from './start-service.js';

/** The same from one start to the next: the gateway goes on with its session at the address it was given. */
const usualPort = 15443;

/** Where Discord is, and where people read what the bot did on a simulated one. */
export type Discord = Addresses['discord'] & { transcriptUrl?: string };

/** Real Discord when a token is given, else the simulator in a process of its own. */
export async function bringDiscord(
  root: string,
  env: NodeJS.ProcessEnv,
  surroundings: Surroundings & { progress: Progress },
): Promise<Discord> {
  if (env.DISCORD_TOKEN) {
    const client = { id: env.DISCORD_CLIENT_ID, secret: env.DISCORD_CLIENT_SECRET };
    return { token: env.DISCORD_TOKEN, apiUrl: env.DISCORD_API_URL, client };
  }
  return surroundings.progress.step('Discord', async () => {
    const rate = env.SIM_RATE || '5';
    const announced = await startAnnounced(
      {
        name: 'discord-simulator',
        script: join(root, 'libs/testkit/dist/discord/main.js'),
        env: { ...env, SIM_PORT: env.SIM_PORT || String(await nextFreePort(usualPort)), SIM_RATE: rate },
      },
      surroundings,
      readAnnouncement,
    );
    return { value: announced, note: `simulated, ${rate} actions a second, at ${announced.apiUrl}` };
  });
}

function readAnnouncement(line: string): (Discord & { apiUrl: string }) | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const { url, token, client, transcriptUrl } = JSON.parse(line) as Partial<Discord> & { url?: string };
    // The simulated one has no pictures: it says so at once, where Discord's own network would have to be waited for.
    return url && token && client ? { apiUrl: url, cdnUrl: url, token, client, transcriptUrl } : undefined;
  } catch {
    return undefined;
  }
}
