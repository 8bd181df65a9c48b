import { once } from 'node:events';
import { errorSummary, type Logger, OperatorError, type Readiness, retryForever } from '@synapse/runtime';
import { type Client, Events } from 'discord.js';

const PORTAL = 'https://discord.com/developers/applications';

export interface Connecting {
  token: string;
  ready: Pick<Readiness, 'set'>;
  log: Pick<Logger, 'info' | 'warn'>;
}

/**
 * Logs in, and stays connected until `signal` aborts: the library reconnects and resumes by itself.
 * @throws OperatorError when Discord refuses the token
 */
export async function stayConnected(
  client: Client,
  { token, ready, log }: Connecting,
  signal: AbortSignal,
): Promise<void> {
  const away = (why: string) => ready.set('discord', false, why);
  away('not connected to Discord yet');
  client.on(Events.ClientReady, () => ready.set('discord', true));
  client.on(Events.ShardResume, () => ready.set('discord', true));
  client.on(Events.ShardReady, () => ready.set('discord', true));
  client.on(Events.ShardReconnecting, () => away('reconnecting to Discord'));
  client.on(Events.ShardDisconnect, () => away('disconnected from Discord'));
  client.on(Events.Error, (error) =>
    log.warn({ err: error }, `trouble with Discord: ${errorSummary(error)}`),
  );
  client.on(Events.ShardError, (error) =>
    log.warn({ err: error }, `trouble with Discord: ${errorSummary(error)}`),
  );
  try {
    const logIn = () => {
      // A failed login destroys the client, which would then neither be ready again nor close its connection at the end.
      Object.assign(client.ws, { destroyed: false });
      return client.login(token);
    };
    await retryForever(logIn, {
      signal,
      log,
      what: 'log in to Discord',
      isTransient: (error) => (error as { code?: unknown }).code !== 'TokenInvalid',
      maxMs: 30_000,
    }).catch((error: unknown) => {
      if ((error as { code?: unknown }).code !== 'TokenInvalid') throw error;
      throw new OperatorError(
        'Discord refused the bot token.',
        `Set DISCORD_TOKEN to the token shown under "Bot" at ${PORTAL}.`,
      );
    });
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await client.destroy();
  }
}
