import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { guildData } from './dispatches/guild.js';
import { applicationFlags } from './dispatches/ready.js';
import { memberData, userData } from './dispatches/user.js';
import type { GatewayState } from './gateway/gateway-state.js';
import { sessionStartLimit } from './gateway/identify-limits.js';
import type { OAuthState } from './oauth/oauth.js';
import { answerToken, authorizePage } from './oauth/oauth-routes.js';
import { botOf } from './world/find.js';
import type { User, World } from './world/world.js';

interface Asked {
  state: GatewayState;
  request: IncomingMessage;
  /** Whose token it came with. */
  as: User;
  /** What the path's variables stand for. */
  ids: string[];
}

interface Route {
  path: RegExp;
  /** Answered without a token. */
  open?: boolean;
  /** Answered to people too, and not only to the bot. */
  people?: boolean;
  /** `undefined` is answered as unknown. */
  answer(asked: Asked): unknown;
  /** Discord's code and words for what does not exist. */
  unknown?: { code: number; message: string };
}

const UNKNOWN_GUILD = { code: 10_004, message: 'Unknown Guild' };
const UNKNOWN_MEMBER = { code: 10_007, message: 'Unknown Member' };

const ROUTES: Route[] = [
  { path: /^\/gateway$/, open: true, answer: ({ request }) => ({ url: gatewayUrl(request) }) },
  {
    path: /^\/gateway\/bot$/,
    answer: ({ state, request }) => ({
      url: gatewayUrl(request),
      shards: state.shards,
      session_start_limit: sessionStartLimit(state),
    }),
  },
  {
    path: /^\/users\/@me$/,
    people: true,
    answer: ({ as }) => ({ ...userData(as), ...(as.bot && { verified: true, email: null }) }),
  },
  { path: /^(?:\/oauth2)?\/applications\/@me$/, answer: ({ state }) => application(state) },
  {
    path: /^\/guilds\/(\d+)$/,
    answer: ({ state, ids: [id] }) => guildOf(state.world, id, guildData),
    unknown: UNKNOWN_GUILD,
  },
  {
    path: /^\/guilds\/(\d+)\/members\/(\d+)$/,
    answer: ({ state, ids: [id, userId] }) =>
      guildOf(state.world, id, ({ members }) => {
        const member = members.find(({ user }) => user.id === userId);
        return member && memberData(member);
      }),
    unknown: UNKNOWN_MEMBER,
  },
];

/** Discord's HTTP API under /api, with or without /v10. Unknown routes and wrong tokens get Discord's own errors. */
export function restServer(state: GatewayState, oauth: OAuthState): RequestListener {
  return (request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    const path = pathOf(url);
    if (url.pathname === '/oauth2/authorize') return authorizePage(oauth, state.world, url, response);
    if (request.method === 'POST' && path === '/oauth2/token') {
      return void answerToken(oauth, request).then(({ status, body }) => send(response, status, body));
    }
    const route = request.method === 'GET' ? ROUTES.find((one) => one.path.test(path)) : undefined;
    if (!route) return send(response, 404, { message: '404: Not Found', code: 0 });
    const as = callerOf(request, state, oauth);
    if (!route.open && (!as || (!as.bot && !route.people))) {
      return send(response, 401, { message: '401: Unauthorized', code: 0 });
    }
    const ids = (route.path.exec(path) ?? []).slice(1);
    const answer = route.answer({ state, request, as: as ?? botOf(state.world), ids });
    if (answer === undefined) send(response, 404, route.unknown);
    else send(response, 200, answer);
  };
}

/** Some clients escape the @ of "@me". */
const pathOf = ({ pathname }: URL): string =>
  pathname.replace(/^\/api(\/v10)?(?=\/)/, '').replaceAll('%40', '@');

function callerOf({ headers }: IncomingMessage, state: GatewayState, oauth: OAuthState): User | undefined {
  const [scheme, token = ''] = (headers.authorization ?? '').split(' ');
  if (scheme === 'Bot') return token === state.token ? botOf(state.world) : undefined;
  const userId = scheme === 'Bearer' ? oauth.tokens.get(token) : undefined;
  const people = state.world.guilds.flatMap(({ members }) => members.map(({ user }) => user));
  return people.find(({ id }) => id === userId);
}

const guildOf = <T>(world: World, id: string | undefined, tell: (guild: World['guilds'][number]) => T) => {
  const guild = world.guilds.find((one) => one.id === id);
  return guild && tell(guild);
};

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
