import { askRequest } from '@synapse/bus';
import { CHANGE_REQUEST_VERSION, type ChangeAnswer, changeSubject, type FactJson } from '@synapse/contracts';
import {
  buildFact,
  type DatedDeed,
  eventually,
  type Interaction,
  publishFacts,
  type RunningService,
  roleUrl,
  runInProcess,
} from '@synapse/testkit';
import { type BotLimits, runBot } from '../../services/bot/src/app';
import { COMMANDS } from '../../services/bot/src/commands/commands';
import { registerCommands } from '../../services/bot/src/register-commands';
import { type RunningQuery, startQuery } from '../../services/query/test-support/running-query';
import { type AdminWorld, startAdminWorld } from '../admin/admin-world';

export interface BotWorld extends AdminWorld {
  channel: string;
  /** Somebody uses a command, and has its answer. */
  use(
    userId: string,
    name: string,
    options?: Record<string, string | number | boolean>,
  ): Promise<Interaction>;
  /** A member says so many things, each of which earns. @returns the ids of the messages */
  talk(userId: string, times?: number, change?: Partial<FactJson>): Promise<string[]>;
  /** Somebody new joins. @returns their id */
  newcomer(): string;
  /** Changes settings as the owner of the guild does. */
  set(settings: Record<string, unknown>): Promise<void>;
  /** What the bot wrote into channels. */
  announced(): string[];
  deeds<K extends DatedDeed['kind']>(kind: K): Extract<DatedDeed, { kind: K }>[];
  startBot(limits?: BotLimits): Promise<void>;
  /** What the bot says of itself. */
  botChecks(): ReturnType<RunningService['ready']['report']>['checks'];
  stopBot(): Promise<void>;
  startQuery(): Promise<void>;
  stopQuery(): Promise<void>;
}

let made = 0;

/** Everything behind the bot, real and in this process; the bot itself runs, too. */
export async function startBotWorld(limits: BotLimits = {}): Promise<BotWorld> {
  const world = await startAdminWorld();
  const { servers, discord, guild, owner } = world;
  const channel = guild.channels.find(({ type }) => type === 0)?.id as string;
  let query: RunningQuery | undefined;
  let bot: RunningService | undefined;

  async function startQueryService(): Promise<void> {
    query = await startQuery({
      databaseUrl: roleUrl(servers.database.url, 'synapse_query'),
      natsUrl: servers.nats.url,
    });
  }
  async function startBot(given: BotLimits = limits): Promise<void> {
    bot = await runInProcess('bot', (service) => runBot(service, given), {
      NATS_URL: servers.nats.url,
      DATABASE_URL: roleUrl(servers.database.url, 'synapse_bot'),
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      DISCORD_CDN_URL: discord.apiUrl,
    } as never);
    const running = bot;
    running.ended.catch((error: unknown) => console.error('the bot ended:', error));
    await eventually('the bot to be ready', () => running.ready.report().ready, 20_000);
  }
  await startQueryService();
  await startBot();
  const definitions = [...COMMANDS.values()].map(({ definition }) => definition);
  await registerCommands({ token: discord.token, apiUrl: discord.apiUrl }, definitions);

  const deeds: BotWorld['deeds'] = (kind) =>
    discord.transcript.filter((deed): deed is never => deed.kind === kind);
  return {
    ...world,
    channel,
    use: async (userId, name, options = {}) =>
      discord.useCommand({ guildId: guild.id, channelId: channel, userId, name, options }).answer(15_000),
    async talk(userId, times = 1, change = {}) {
      const ids = Array.from({ length: times }, () => {
        made += 1;
        return String((BigInt(Date.now() - Date.UTC(2015, 0)) << 22n) + BigInt(made));
      });
      const at = new Date().toISOString();
      const common = {
        guild_id: guild.id,
        user_id: userId,
        channel_id: channel,
        at,
        received_at: at,
        ...change,
      };
      await publishFacts(
        servers.bus,
        'main',
        ids.map((id) => buildFact('message_create', { ...common, id: `msg:${id}` } as never)),
      );
      return ids;
    },
    newcomer: () => discord.act.memberJoin({ guildId: guild.id }),
    async set(settings) {
      made += 1;
      const request = {
        v: CHANGE_REQUEST_VERSION,
        actor: owner,
        key: `test-${made}`,
        input: { set: settings },
      };
      const subject = changeSubject('main', 'update_settings');
      await eventually(
        'the settings to be changed',
        async () => {
          const { status, body } = await askRequest<ChangeAnswer>(servers.bus, subject, request, 15_000);
          if (status !== 200 && status !== 429) throw new Error(`Not changed: ${JSON.stringify(body)}`);
          return status === 200;
        },
        70_000,
      );
    },
    announced: () => deeds('message').map(({ message }) => message.embeds[0]?.description ?? ''),
    deeds,
    startBot,
    botChecks: () => bot?.ready.report().checks ?? {},
    async stopBot() {
      await bot?.stop();
      bot = undefined;
    },
    startQuery: startQueryService,
    async stopQuery() {
      await query?.stop();
      query = undefined;
    },
    async end() {
      await bot?.stop();
      await query?.stop();
      await world.end();
    },
  };
}
