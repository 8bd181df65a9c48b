import { communitySpec, databaseSpec, kind, natsSpec, variable } from '@synapse/runtime';

/** What admin's commands read. */
export const spec = {
  ...natsSpec,
  ...databaseSpec,
  ...communitySpec,
  BOOTSTRAP_WAIT_SECONDS: variable(kind.integer(1, 3600), {
    desc: 'how long bootstrap waits for the ingest-gateway to say what the guilds look like',
    example: '120',
    default: 60,
  }),
};

/** What the service reads. */
export const adminSpec = {
  ...spec,
  ADMIN_HOST: variable(kind.text(), {
    desc: 'the address on which the admin API is served; 0.0.0.0 serves other machines too',
    example: '0.0.0.0',
    default: '127.0.0.1',
  }),
  ADMIN_PORT: variable(kind.port, {
    desc: 'the port of the admin API (0 takes a free one and logs it)',
    example: '8081',
    default: 8081,
  }),
  ADMIN_URL: variable(kind.url(['http', 'https']), {
    desc: 'where browsers find the admin API; Discord sends them back to /v1/admin/sign-in/callback below it, which must be one of the redirects in the developer portal',
    example: 'https://admin.example.org',
    default: 'http://127.0.0.1:8081',
  }),
  ADMIN_TRUSTED_PROXIES: variable(kind.commaList(kind.text()), {
    desc: 'the addresses or networks of proxies in front of the admin API, whose X-Forwarded-For is believed',
    example: '10.0.0.0/8',
    optional: true,
  }),
  ADMIN_REQUESTS_PER_MINUTE: variable(kind.integer(10, 1_000_000), {
    desc: 'how many requests the admin API takes from one address in a minute, in each process',
    example: '600',
    default: 600,
  }),
  DISCORD_CLIENT_ID: variable(kind.text(/^[1-9]\d{0,18}$/, "must be the application's id"), {
    desc: "the application that admins sign in with: the bot's, from the developer portal",
    example: '157730590492196864',
  }),
  DISCORD_CLIENT_SECRET: variable(kind.secretKey(16), {
    desc: "that application's OAuth2 secret",
    example: 'from the developer portal',
    secret: true,
  }),
  DISCORD_TOKEN: variable(kind.text(), {
    desc: "the bot's token, from the developer portal",
    example: 'MTA…',
    secret: true,
  }),
  DISCORD_API_URL: variable(kind.url(['http', 'https']), {
    desc: "the address of Discord's API, without its version",
    example: 'https://discord.com/api',
    default: 'https://discord.com/api',
  }),
  SESSION_SECRET: variable(kind.secretKey(32), {
    desc: 'what the cookies of signed-in admins are signed with, of 32 characters or more, the same in every process of admin; another one signs everybody out',
    example: '$(openssl rand -base64 48)',
    secret: true,
  }),
};
