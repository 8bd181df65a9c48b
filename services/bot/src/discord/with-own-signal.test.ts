import { getEventListeners, once } from 'node:events';
import { buildCommunity, type DiscordSimulator, startDiscordSimulator } from '@synapse/testkit';
import { REST, Routes } from 'discord.js';
import { withOwnSignal } from './with-own-signal';

let discord: DiscordSimulator;
let rest: REST;

beforeAll(async () => {
  discord = await startDiscordSimulator({ world: buildCommunity({ seed: 1, members: 4 }) });
  rest = new REST({ api: discord.apiUrl }).setToken(discord.token);
});
afterAll(() => discord.stop());

test('requests leave nothing behind on the signal that they end with', async () => {
  const ending = new AbortController();
  for (let times = 0; times < 3; times++)
    await withOwnSignal(ending.signal, (signal) => rest.get(Routes.user('@me'), { signal }));
  expect(getEventListeners(ending.signal, 'abort')).toEqual([]);
});

test('a request ends when the signal aborts, also before it began', async () => {
  const ending = new AbortController();
  const untilAborted = (signal: AbortSignal) =>
    signal.aborted ? Promise.reject(signal.reason) : once(signal, 'abort').then(() => signal.reason);
  const asked = withOwnSignal(ending.signal, untilAborted);
  ending.abort('over');
  expect(await asked).toBe('over');
  await expect(withOwnSignal(ending.signal, untilAborted)).rejects.toBe('over');
});
