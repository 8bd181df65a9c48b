import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { applicationFlags } from './dispatches/ready.js';
import { userData } from './dispatches/user.js';
import type { GatewayState } from './gateway/gateway-state.js';
import { sessionStartLimit } from './gateway/identify-limits.js';
import { botOf } from './world/find.js';

interface Route {
  /** Answered without a token. */
  open?: boolean;
  answer(state: GatewayState, request: IncomingMessage): unknown;
}

const ROUTES: Record<string, Route> = {
  'GET /gateway': { open: true, answer: (_, request) => ({ url: gatewayUrl(request) }) },
  'GET /gateway/bot': {
    answer: (state, request) => ({
      url: gatewayUrl(request),
      shards: state.shards,
      session_start_limit: sessionStartLimit(state),
    }),
  },
  'GET /users/@me': { answer: (state) => ({ ...userData(botOf(state.world)), verified: true, email: null }) },
  'GET /applications/@me': { answer: application },
  'GET /oauth2/applications/@me': { answer: application },
};

/** Discord's HTTP API under /api, with or without /v10. Unknown routes and wrong tokens get Discord's own errors. */
export function restServer(state: GatewayState): RequestListener {
  return (request, response) => {
    const route = ROUTES[`${request.method} ${pathOf(request)}`];
    if (!route) return send(response, 404, { message: '404: Not Found', code: 0 });
    if (!route.open && request.headers.authorization !== `Bot ${state.token}`) {
      return send(response, 401, { message: '401: Unauthorized', code: 0 });
    }
    send(response, 200, route.answer(state, request));
  };
}

/** Some clients escape the @ of "@me". */
function pathOf(request: IncomingMessage): string {
  const [path = ''] = (request.url ?? '').split('?');
  return path.replace(/^\/api(\/v10)?(?=\/)/, '').replaceAll('%40', '@');
}

/** Made of the address the client dialled, so that a proxy in between stays in between. */
function gatewayUrl(request: IncomingMessage): string {
  return `ws://${request.headers.host}`;
}

function application(state: GatewayState) {
  const bot = botOf(state.world);
  return {
    id: bot.id,
    name: bot.global_name ?? bot.username,
    icon: null,
    description: '',
    bot_public: false,
    bot_require_code_grant: false,
    verify_key: '',
    flags: applicationFlags(state.allowedIntents),
    flags_new: '0',
    bot: userData(bot),
  };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
