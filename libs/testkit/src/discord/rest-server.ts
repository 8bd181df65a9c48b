import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OAuthState } from './oauth/oauth.js';
import { answerToken, authorizePage } from './oauth/oauth-routes.js';
import { commandRoutes } from './rest/command-routes.js';
import { guildRoutes } from './rest/guild-routes.js';
import { interactionRoutes } from './rest/interaction-routes.js';
import { messageRoutes } from './rest/message-routes.js';
import { readBody } from './rest/request-body.js';
import { faultFor, type RequestFault } from './rest/request-faults.js';
import type { RestState } from './rest/rest-state.js';
import { RestError, type Route } from './rest/route.js';
import { answerPage } from './rest/transcript-page.js';
import { botOf } from './world/find.js';
import type { User } from './world/world.js';

const ROUTES: readonly Route[] = [...guildRoutes, ...messageRoutes, ...commandRoutes, ...interactionRoutes];

/** Discord's HTTP API under /api, with or without /v10. Unknown routes and wrong tokens get Discord's own errors. */
export function restServer(state: RestState, oauth: OAuthState): RequestListener {
  return (request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    if (url.pathname === '/oauth2/authorize') return authorizePage(oauth, state.gateway.world, url, response);
    if (answerPage(state, url, response)) return;
    answer(state, oauth, request, response, url).catch(() => response.destroy());
  };
}

async function answer(
  state: RestState,
  oauth: OAuthState,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const { method = 'GET' } = request;
  const path = pathOf(url);
  if (method === 'POST' && path === '/oauth2/token') {
    const { status, body } = await answerToken(oauth, request);
    return send(response, status, body);
  }
  state.requests.push(`${method} ${path}`);
  const fault = faultFor(state.faults, method, path);
  if (fault && (await isStruckBefore(fault, response))) return;
  const { status, body } = await result(state, oauth, request, url, path);
  if (fault?.kind === 'slow') await sleep(fault.delayMs ?? 50);
  if (fault?.kind === 'lose') response.destroy();
  else if (fault?.kind === 'break' && status < 400)
    send(response, 500, { message: '500: Internal Server Error', code: 0 });
  else send(response, status, body);
}

/** Whether a fault keeps the request from being done. */
async function isStruckBefore(fault: RequestFault, response: ServerResponse): Promise<boolean> {
  if (fault.kind === 'hang') return true;
  if (fault.kind === 'rate_limit') {
    const seconds = (fault.delayMs ?? 50) / 1000;
    response.setHeader('retry-after', String(seconds));
    response.setHeader('x-ratelimit-limit', '5');
    response.setHeader('x-ratelimit-remaining', '0');
    response.setHeader('x-ratelimit-reset-after', String(seconds));
    response.setHeader('x-ratelimit-bucket', 'simulated');
    response.setHeader('x-ratelimit-scope', 'user');
    send(response, 429, { message: 'You are being rate limited.', retry_after: seconds, global: false });
    return true;
  }
  if (fault.kind !== 'refuse') return false;
  const { status = 503, code = 0 } = fault;
  send(response, status, { message: `${status}: refused by the simulator`, code });
  return true;
}

async function result(
  state: RestState,
  oauth: OAuthState,
  request: IncomingMessage,
  url: URL,
  path: string,
): Promise<{ status: number; body: unknown }> {
  const { method = 'GET' } = request;
  const route = ROUTES.find((one) => (one.method ?? 'GET') === method && one.path.test(path));
  if (!route) return { status: 404, body: { message: '404: Not Found', code: 0 } };
  const as = callerOf(request, state, oauth);
  if (!route.open && (!as || (!as.bot && !route.people)))
    return { status: 401, body: { message: '401: Unauthorized', code: 0 } };
  try {
    const body = route.answer({
      state,
      host: request.headers.host ?? '',
      as: as ?? botOf(state.gateway.world),
      ids: (route.path.exec(path) ?? []).slice(1),
      query: url.searchParams,
      body: await readBody(request),
    });
    return { status: body === undefined ? 204 : 200, body };
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    return { status: error.status, body: { message: error.message, code: error.code } };
  }
}

/** Some clients escape the @ of "@me". */
const pathOf = ({ pathname }: URL): string =>
  pathname.replace(/^\/api(\/v10)?(?=\/)/, '').replaceAll('%40', '@');

function callerOf({ headers }: IncomingMessage, { gateway }: RestState, oauth: OAuthState): User | undefined {
  const [scheme, token = ''] = (headers.authorization ?? '').split(' ');
  if (scheme === 'Bot') return token === gateway.token ? botOf(gateway.world) : undefined;
  const userId = scheme === 'Bearer' ? oauth.tokens.get(token) : undefined;
  const people = gateway.world.guilds.flatMap(({ members }) => members.map(({ user }) => user));
  return people.find(({ id }) => id === userId);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  // A client takes a body of no bytes for broken JSON where the type promises some.
  if (body === undefined) {
    response.writeHead(status).end();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
