import { setTimeout as sleep } from 'node:timers/promises';
import { DISCORD_EPOCH_MS, historySubject } from '@synapse/contracts';
import { eventually } from '@synapse/testkit';
import { entriesOf } from '../judge/evidence.js';
import type { Scene } from '../nemesis/fault.js';
import { COMMUNITY } from '../system/environment.js';
import { API_KEY } from '../system/secrets.js';
import type { System } from '../system/system.js';

const DAY_MS = 86_400_000;
const MESSAGES = 700;

interface Import {
  id: string;
  state: string;
}

/** What was said up to five days ago, as DiscordChatExporter writes it, is read by admin; applying it is left to the caller. */
export async function historyImport(scene: Scene, round: number) {
  const { system, injections } = scene;
  const { id } = await ask(system, 'POST', '/history-imports', `import-${round}`, exported(system, round));
  return async () => {
    await ask(system, 'POST', `/history-imports/${id}/apply`, `apply-${round}`);
    return async () => {
      const { state } = await ask(system, 'GET', `/history-imports/${id}`);
      if (state !== 'applied') return false;
      // Nobody owes what admin made of the file: the judge is told of it once it is in the log.
      for (const entry of await entriesOf(system)) {
        if (entry.subject === historySubject(COMMUNITY) && !injections.holds(entry))
          injections.note(entry.body);
      }
      return true;
    };
  };
}

function exported({ simulator }: System, round: number): string {
  const begin = Date.now() - 5 * DAY_MS;
  const messages = Array.from({ length: MESSAGES }, (_, n) => ({
    id: String(BigInt(begin + round * 10_000_000 + n * 1_000 - DISCORD_EPOCH_MS) << 22n),
    type: 'Default',
    timestamp: new Date(begin).toISOString(),
    isPinned: false,
    content: 'As it was.',
    author: {
      id: String(5_000 + (n % 100)),
      name: 'Ada',
      discriminator: '0000',
      nickname: 'Ada',
      isBot: false,
      avatarUrl: '',
    },
    attachments: [],
    embeds: [],
    reactions: [],
  }));
  const guild = { id: simulator.world.guilds[0]?.id, name: 'Home', iconUrl: '' };
  const channel = {
    id: '555',
    type: 'GuildTextChat',
    categoryId: '77',
    category: 'c',
    name: 'past',
    topic: null,
  };
  return JSON.stringify({
    guild,
    channel,
    exportedAt: new Date().toISOString(),
    messages,
    messageCount: MESSAGES,
  });
}

/** Asks until admin answers with a success: it may be down. */
async function ask(
  system: System,
  method: string,
  path: string,
  key?: string,
  body?: string,
): Promise<Import> {
  let said = 'nothing';
  const once = async () => {
    const answer = await fetch(`${system.httpUrl('admin')}/v1/admin${path}`, {
      method,
      headers: {
        authorization: `Bearer ${API_KEY}`,
        ...(key && { 'idempotency-key': key, 'if-match': '*' }),
        ...(body && { 'content-type': 'application/octet-stream' }),
      },
      ...(body && { body }),
      signal: AbortSignal.timeout(10_000),
    });
    if (answer.ok) return (await answer.json()) as Import;
    said = `${answer.status} ${await answer.text()}`;
    await sleep(200);
    return null;
  };
  return eventually(`${method} ${path}`, () => once().catch(() => null), 30_000).catch((error: Error) => {
    throw new Error(`${error.message}; it says ${said}`);
  });
}
