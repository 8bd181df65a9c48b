import { encodeFact, type FactJson } from '@synapse/contracts';
import { type AuditChain, openPool, verifyAuditChain } from '@synapse/store';
import {
  buildCommunity,
  type DiscordSimulator,
  freePort,
  publishFacts,
  type RunningService,
  roleUrl,
  runInProcess,
  startDiscordSimulator,
  startTestServers,
  type TestServers,
} from '@synapse/testkit';
import { runAdmin } from '../../services/admin/src/app';
import { bootstrap } from '../../services/admin/src/bootstrap/bootstrap';
import { runRewardEngine } from '../../services/reward-engine/src/app';
import { createBrowser } from './browser';

export interface AdminWorld {
  servers: TestServers;
  discord: DiscordSimulator;
  url: string;
  /** The guild of the community, and another that is none of it. */
  guild: DiscordSimulator['world']['guilds'][number];
  foreign: DiscordSimulator['world']['guilds'][number];
  /** The owner of the guild. */
  owner: string;
  /** Members who own nothing. */
  members: string[];
  browser: () => ReturnType<typeof createBrowser>;
  /** A browser that somebody is signed in with; the owner unless given. */
  signedIn: (user?: string) => Promise<ReturnType<typeof createBrowser>>;
  rows: TestServers['rows'];
  audit: () => Promise<AuditRow[]>;
  chain: () => Promise<AuditChain>;
  startEngine: () => Promise<void>;
  stopEngine: () => Promise<void>;
  restartAdmin: () => Promise<void>;
  end: () => Promise<void>;
}

export interface AuditRow {
  id: number;
  actor_id: string;
  action_type: string;
  target_table: string;
  target_id: string;
  before_snapshot: Record<string, unknown> | null;
  after_snapshot: Record<string, unknown> | null;
  ip_address: string | null;
  reason: string | null;
}

/** Admin with its API, an engine, real servers and a simulated Discord; bootstrapped. */
export async function startAdminWorld(): Promise<AdminWorld> {
  const servers = await startTestServers();
  const discord = await startDiscordSimulator({ world: buildCommunity({ seed: 3, members: 12, guilds: 2 }) });
  const [guild, foreign] = discord.world.guilds;
  if (!guild || !foreign) throw new Error('The simulated world has no two guilds.');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const as = (role: string) => ({
    NATS_URL: servers.nats.url,
    DATABASE_URL: roleUrl(servers.database.url, role),
  });
  await publishFacts(servers.bus, 'main', [structureOf(guild)]);
  await bootstrap({
    config: {
      ...as('synapse_admin'),
      COMMUNITY: 'main',
      NATS_MONITOR_URL: undefined,
      ALLOW_UNSAFE_DURABILITY: true,
      BOOTSTRAP_WAIT_SECONDS: 10,
    },
    signal: new AbortController().signal,
    say: () => {},
  });
  const startAdmin = () =>
    runInProcess('admin', runAdmin, {
      ...as('synapse_admin'),
      ADMIN_HOST: '127.0.0.1',
      ADMIN_PORT: port,
      ADMIN_URL: url,
      ADMIN_REQUESTS_PER_MINUTE: 1_000_000,
      DISCORD_CLIENT_ID: discord.client.id,
      DISCORD_CLIENT_SECRET: discord.client.secret,
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      SESSION_SECRET: 'mJ2vY8qLr4Xw0ZtN6bC1sK9dF3gH5pQe',
    });
  let engine: RunningService | undefined;
  let admin = await startAdmin();
  await serving(admin);
  const startEngine = async () => {
    engine = await runInProcess('reward-engine', runRewardEngine, as('synapse_reward_engine'));
  };
  const stopEngine = async () => {
    await engine?.stop();
    engine = undefined;
  };
  await startEngine();
  const owner = guild.owner_id;
  const pool = openPool({ url: roleUrl(servers.database.url, 'synapse_admin'), applicationName: 'test' });
  return {
    servers,
    discord,
    url,
    guild,
    foreign,
    owner,
    members: guild.members.filter(({ user }) => !user.bot && user.id !== owner).map(({ user }) => user.id),
    browser: () => createBrowser(url),
    async signedIn(user = owner) {
      const browser = createBrowser(url);
      const { status } = await browser.signIn(user);
      if (status !== 302) throw new Error(`Signing in as ${user} ended with ${status}.`);
      return browser;
    },
    rows: servers.rows,
    audit: () => servers.rows<AuditRow>('select * from admin_log where actor_id <> 0 order by id'),
    chain: () => verifyAuditChain(pool),
    startEngine,
    stopEngine,
    async restartAdmin() {
      await admin.stop();
      admin = await startAdmin();
      await serving(admin);
    },
    async end() {
      await pool.end();
      await admin.stop();
      await stopEngine();
      await discord.stop();
      await servers.end();
    },
  };
}

/** Resolves when it serves; rejects when it ends before. */
async function serving({ ready, ended }: RunningService): Promise<void> {
  let over = false;
  const end = ended.finally(() => {
    over = true;
  });
  while (!over && !ready.report().checks.http?.ready) await new Promise((resolve) => setTimeout(resolve, 20));
  if (over) await end;
}

function structureOf(guild: AdminWorld['guild']): string {
  const at = new Date().toISOString();
  return encodeFact({
    id: `guild_structure:s:${guild.id}`,
    type: 'guild_structure',
    guild_id: guild.id,
    at,
    received_at: at,
    payload: {
      name: guild.name,
      afk_channel_id: guild.afk_channel_id,
      channels: guild.channels.map(({ id, name, type, parent_id }) => ({ id, name, type, parent_id })),
      roles: [],
    },
  } as FactJson);
}
