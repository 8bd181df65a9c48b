import { createHash, randomBytes } from 'node:crypto';
import { REST } from '@discordjs/rest';
import type * as OAuth2 from '@fastify/oauth2';
import oauth2 from '@fastify/oauth2';
import { Type } from '@sinclair/typebox';
import { isSnowflake } from '@synapse/contracts';
import { type App, COMMON_PROBLEMS, HttpProblem, problem } from '@synapse/http';
import { errorSummary } from '@synapse/runtime';
import type { OpenPrismaClient } from '@synapse/store';
import { type APIUser, Routes } from 'discord-api-types/v10';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GuildAdmins } from './guild-admins.js';

declare module 'fastify' {
  interface FastifyInstance {
    discord: OAuth2.OAuth2Namespace;
  }
}

export const SIGN_IN_PATH = '/v1/admin/sign-in';
const CALLBACK_PATH = `${SIGN_IN_PATH}/callback`;
const SIGN_IN_WITHIN_MS = 10 * 60_000;

export interface SignInOptions {
  prisma: OpenPrismaClient;
  admins: GuildAdmins;
  /** Where browsers find this server. */
  url: string;
  client: { id: string; secret: string };
  apiUrl: string;
}

/**
 * Signs people in by Discord: the authorization code flow with PKCE. Discord tells only who somebody is; what they may do is
 * asked as the bot. Discord's token is used once and not kept.
 */
export async function discordSignIn(app: App, options: SignInOptions): Promise<void> {
  const { prisma, url, client, apiUrl } = options;
  const isSecure = url.startsWith('https:');
  const discord = new URL(apiUrl);
  await app.register(oauth2, {
    name: 'discord',
    scope: ['identify'],
    credentials: {
      client,
      auth: {
        authorizeHost: discord.origin,
        authorizePath: '/oauth2/authorize',
        tokenHost: discord.origin,
        tokenPath: `${discord.pathname}/oauth2/token`,
      },
    },
    callbackUri: new URL(CALLBACK_PATH, url).href,
    pkce: 'S256',
    hostPrefixedCookies: isSecure,
    cookie: { secure: isSecure, path: SIGN_IN_PATH, maxAge: SIGN_IN_WITHIN_MS / 1000 },
    generateStateFunction: () => newState(prisma),
    checkStateFunction: (request: FastifyRequest) => isOurState(prisma, request, isSecure),
  });
  signInRoutes(app, options);
}

function signInRoutes(app: App, { admins, url, apiUrl }: SignInOptions): void {
  const limited = { config: { rateLimit: { max: 30, timeWindow: '1 minute' } } };
  app.get(
    SIGN_IN_PATH,
    {
      ...limited,
      schema: {
        operationId: 'signIn',
        summary: 'Sends a browser to Discord to sign in.',
        tags: ['session'],
        response: { 302: { description: 'To Discord.', type: 'null' }, ...COMMON_PROBLEMS },
      },
    },
    async (request, reply) => reply.redirect(await app.discord.generateAuthorizationUri(request, reply)),
  );
  app.get(
    CALLBACK_PATH,
    {
      ...limited,
      schema: {
        operationId: 'finishSignIn',
        summary: 'Where Discord sends the browser back to.',
        tags: ['session'],
        querystring: Type.Object({
          code: Type.Optional(Type.String({ maxLength: 500 })),
          state: Type.Optional(Type.String({ maxLength: 500 })),
          error: Type.Optional(Type.String({ maxLength: 500 })),
        }),
        response: {
          302: { description: 'Signed in.', type: 'null' },
          ...COMMON_PROBLEMS,
          403: problem('Declined, or not an admin.'),
        },
      },
    },
    async (request, reply) => {
      const { error, code } = request.query;
      if (error !== undefined) throw new HttpProblem(403, 'Discord says that the sign-in was declined.');
      if (code === undefined) throw new HttpProblem(400, 'Discord sent no code: start again.');
      const user = await whoIs(apiUrl, await redeem(app, request, reply));
      admins.forget(user);
      if ((await admins.guildsOf(user)).size === 0) throw new HttpProblem(403, NOT_AN_ADMIN);
      await request.session.regenerate();
      request.session.userId = String(user);
      return reply.redirect(new URL('/', url).href);
    },
  );
}

export const NOT_AN_ADMIN =
  'You administer none of the community’s guilds: ask its owner for the admin role that the settings name.';

async function redeem(app: App, request: FastifyRequest, reply: FastifyReply): Promise<string> {
  try {
    const { token } = await app.discord.getAccessTokenFromAuthorizationCodeFlow(request, reply);
    return token.access_token;
  } catch (error) {
    request.log.info(`a sign-in failed: ${errorSummary(error)}`);
    throw new HttpProblem(
      400,
      'This sign-in is over: it was begun in another browser, used before, or too long ago.',
    );
  }
}

async function whoIs(apiUrl: string, token: string): Promise<bigint> {
  const rest = new REST({ version: '10', api: apiUrl, authPrefix: 'Bearer', timeout: 5_000 }).setToken(token);
  const user = (await rest.get(Routes.user()).catch(() => null)) as APIUser | null;
  if (!user || !isSnowflake(user.id))
    throw new HttpProblem(503, 'Discord does not say who you are. Try again.');
  return BigInt(user.id);
}

async function newState(prisma: OpenPrismaClient): Promise<string> {
  const state = randomBytes(24).toString('base64url');
  const expiresAt = new Date(Date.now() + SIGN_IN_WITHIN_MS);
  await prisma.signInAttempt.create({ data: { stateDigest: digest(state), expiresAt } });
  return state;
}

/** Good once, for ten minutes, in the browser that began. */
async function isOurState(
  prisma: OpenPrismaClient,
  { query, cookies }: FastifyRequest,
  isSecure: boolean,
): Promise<boolean> {
  const { state } = query as { state?: string };
  if (!state || state !== cookies[`${isSecure ? '__Host-' : ''}oauth2-redirect-state`]) return false;
  const where = { stateDigest: digest(state), expiresAt: { gt: new Date() } };
  return (await prisma.signInAttempt.deleteMany({ where })).count === 1;
}

const digest = (state: string): string => createHash('sha256').update(state).digest('hex');
