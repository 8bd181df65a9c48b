import cookie from '@fastify/cookie';
import csrfProtection from '@fastify/csrf-protection';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import session from '@fastify/session';
import { isTransient } from '@synapse/bus';
import { type App, builtPages, createApp, openApi, servePages } from '@synapse/http';
import type { Logger } from '@synapse/runtime';
import { isDatabaseAway } from '@synapse/store';
import type { Admin } from '../changes/admin.js';
import type { AnyChange } from '../changes/change.js';
import { createAdminMetrics } from '../metrics.js';
import { discordSignIn, type SignInOptions } from '../sign-in/discord-sign-in.js';
import { createSessionStore, SESSION_MS } from '../sign-in/session-store.js';
import { createAuthentication } from './authenticate.js';
import { changeList } from './change-list.js';
import { changeRoutes } from './change-routes.js';
import { exportRoute } from './export-route.js';
import { operationRoutes, runRoutes } from './operation-routes.js';
import { resourceRoutes } from './resource-routes.js';
import { sessionRoutes } from './session-routes.js';

const MIB = 1024 * 1024;

export interface AdminServerOptions extends Omit<SignInOptions, 'prisma'> {
  admin: Admin;
  changes: readonly AnyChange[];
  log: Logger;
  sessionSecret: string;
  trustedProxies: readonly string[] | undefined;
  /** Requests that one address may make in a minute. */
  requestsPerMinute: number;
}

/** Builds the admin API with all its routes; it does not listen yet. */
export async function createAdminServer(options: AdminServerOptions): Promise<App> {
  const { admin, changes, log, admins, trustedProxies, requestsPerMinute } = options;
  const app = createApp({
    log,
    bodyLimit: MIB,
    // Whoever sends a file is known by then.
    fileTimeoutMs: 3_600_000,
    isAway: (error) => isDatabaseAway(error) || isTransient(error),
    isStrict: true,
    trustProxy: trustedProxies ? [...trustedProxies] : false,
  });
  await app.register(helmet, {
    contentSecurityPolicy: POLICY,
    strictTransportSecurity: options.url.startsWith('https:'),
  });
  const metrics = createAdminMetrics();
  app.addHook('onResponse', async ({ routeOptions: { url = 'none' } }, reply) => {
    metrics.requestAnswered(url, reply.statusCode, reply.elapsedTime / 1_000);
  });
  app.addHook('onSend', async (_, reply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
  await app.register(rateLimit, { max: requestsPerMinute, timeWindow: '1 minute' });
  await openApi(app, API);
  await sessions(app, options);
  await discordSignIn(app, { ...options, prisma: admin.prisma });
  const admit = createAuthentication({ app, prisma: admin.prisma, admins });
  await servePages(app, { folder: builtPages('@synapse/admin-pages'), paths: PAGES });
  sessionRoutes(app, admin.prisma, admit);
  resourceRoutes(app, admin, admit);
  operationRoutes(app, admin, admit);
  runRoutes(app, admin, admit);
  exportRoute(app, admin, admit);
  changeList(app, admit, changes);
  changeRoutes(app, admin, admit, changes);
  await app.ready();
  return app;
}

/** Where `web/admin/src/app.tsx` has a page. */
const PAGES = [
  ...['/', '/setup', '/settings', '/data-sources', '/lake', '/rebuilds', '/audit', '/api-keys'],
  ...[
    ...['/categories', '/achievements', '/seasons', '/quests', '/what-ifs'],
    ...['/members', '/imports', '/imports/history', '/dead-letters'],
  ].flatMap((path) => [path, `${path}/:id`]),
];

/** Of what is no page: pages bring a policy of their own. */
const POLICY = { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } };

const API = {
  title: 'Synapse admin',
  description:
    'Reads and changes what admins own. Ids are strings; errors follow RFC 9457. Sign in at /v1/admin/sign-in with a browser, or send an API key as `Authorization: Bearer …`.',
  version: '1.0.0',
  schemas: {},
};

async function sessions(app: App, { admin, url, sessionSecret }: AdminServerOptions): Promise<void> {
  const isSecure = url.startsWith('https:');
  await app.register(cookie);
  await app.register(session, {
    secret: sessionSecret,
    store: createSessionStore(admin.prisma),
    cookieName: `${isSecure ? '__Host-' : ''}synapse-admin`,
    cookie: { httpOnly: true, sameSite: 'lax', secure: isSecure, path: '/', maxAge: SESSION_MS },
    saveUninitialized: false,
    rolling: false,
  });
  await app.register(csrfProtection, {
    sessionPlugin: '@fastify/session',
    getToken: ({ headers }) => String(headers['x-csrf-token'] ?? ''),
    logLevel: 'debug',
  });
}
