import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What an application is registered with. */
export interface OAuthClient {
  id: string;
  secret: string;
}

/** What a client asks the member's browser to bring, checked again when the code is redeemed. */
interface Authorization {
  user: string;
  scope: string;
  redirectUri: string;
  challenge: string | null;
  redeemed: boolean;
}

export interface OAuthState {
  client: OAuthClient;
  codes: Map<string, Authorization>;
  /** The user of each access token. */
  tokens: Map<string, string>;
}

export const oauthState = (client: OAuthClient): OAuthState => ({
  client,
  codes: new Map(),
  tokens: new Map(),
});

/** A member agrees: where Discord sends the browser. `query` is that of the authorization address. */
export function agree(state: OAuthState, query: URLSearchParams, user: string): string {
  const code = randomBytes(15).toString('base64url');
  state.codes.set(code, {
    user,
    scope: query.get('scope') ?? '',
    redirectUri: query.get('redirect_uri') ?? '',
    challenge: query.get('code_challenge'),
    redeemed: false,
  });
  return sendBack(query, { code });
}

/** A member refuses. */
export const decline = (query: URLSearchParams): string =>
  sendBack(query, { error: 'access_denied', error_description: 'The resource owner denied the request' });

function sendBack(query: URLSearchParams, answer: Record<string, string>): string {
  const target = new URL(query.get('redirect_uri') ?? '');
  for (const [name, value] of Object.entries(answer)) target.searchParams.set(name, value);
  const state = query.get('state');
  if (state !== null) target.searchParams.set('state', state);
  return target.href;
}

/** Redeems a code, once. Source: RFC 6749, sections 4.1.3 and 5.2; RFC 7636, section 4.6. */
export function redeem(
  state: OAuthState,
  form: URLSearchParams,
  client: OAuthClient | null,
): { status: number; body: object } {
  if (!client || client.id !== state.client.id || !same(client.secret, state.client.secret)) {
    return { status: 401, body: { error: 'invalid_client' } };
  }
  if (form.get('grant_type') !== 'authorization_code') {
    return { status: 400, body: { error: 'unsupported_grant_type' } };
  }
  const authorization = state.codes.get(form.get('code') ?? '');
  if (!authorization || authorization.redeemed || !fits(authorization, form)) {
    return { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid "code" in request.' } };
  }
  authorization.redeemed = true;
  const token = randomBytes(15).toString('base64url');
  state.tokens.set(token, authorization.user);
  return {
    status: 200,
    body: {
      access_token: token,
      token_type: 'Bearer',
      expires_in: 604_800,
      refresh_token: randomBytes(15).toString('base64url'),
      scope: authorization.scope,
    },
  };
}

function fits({ redirectUri, challenge }: Authorization, form: URLSearchParams): boolean {
  const verifier = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url');
  return form.get('redirect_uri') === redirectUri && (challenge === null || challenge === verifier);
}

const same = (one: string, other: string) =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
