import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { World } from '../world/world.js';
import { agree, decline, type OAuthClient, type OAuthState, redeem } from './oauth.js';

/** Members that the consent page offers; any other can be named by hand. */
const OFFERED = 12;

/**
 * Discord's consent page for a browser. The address with `&as=<user id>` agrees as that member, `&as=nobody` declines; without
 * it a page offers some members.
 */
export function authorizePage(state: OAuthState, world: World, url: URL, response: ServerResponse): void {
  const query = url.searchParams;
  if (query.get('client_id') !== state.client.id || query.get('response_type') !== 'code') {
    page(response, 400, '<p>Invalid OAuth2 authorize request</p>');
    return;
  }
  const as = query.get('as');
  if (as === 'nobody') redirect(response, decline(query));
  else if (as !== null) redirect(response, agree(state, query, as));
  else page(response, 200, `<h1>Sign in as…</h1><ul>${offers(world, url)}</ul>`);
}

/** `POST /oauth2/token` */
export async function answerToken(
  state: OAuthState,
  request: IncomingMessage,
): Promise<ReturnType<typeof redeem>> {
  const form = new URLSearchParams(await text(request));
  return redeem(state, form, clientOf(request, form));
}

/** The credentials travel as Basic authorization or in the form. Source: RFC 6749, section 2.3.1. */
function clientOf({ headers }: IncomingMessage, form: URLSearchParams): OAuthClient | null {
  const [scheme, credentials = ''] = (headers.authorization ?? '').split(' ');
  if (scheme !== 'Basic') return { id: form.get('client_id') ?? '', secret: form.get('client_secret') ?? '' };
  const [id = '', secret = ''] = Buffer.from(credentials, 'base64').toString('utf8').split(':');
  return { id: decodeURIComponent(id), secret: decodeURIComponent(secret) };
}

function offers({ guilds }: World, url: URL): string {
  const members = guilds.flatMap(({ owner_id, members: all }) =>
    all
      .filter(({ user }) => !user.bot)
      .sort((one, other) => Number(other.user.id === owner_id) - Number(one.user.id === owner_id))
      .slice(0, OFFERED)
      .map(({ user }) => ({ id: user.id, name: user.username, isOwner: user.id === owner_id })),
  );
  const link = (as: string, label: string) => {
    const target = new URL(url);
    target.searchParams.set('as', as);
    return `<li><a href="${escaped(target.pathname + target.search)}">${escaped(label)}</a></li>`;
  };
  return [
    ...members.map(({ id, name, isOwner }) => link(id, isOwner ? `${name}, who owns the guild` : name)),
    link('nobody', 'nobody: cancel'),
  ].join('');
}

const escaped = (html: string) => html.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { location }).end();
}

function page(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><title>Simulated Discord</title>${body}`);
}
