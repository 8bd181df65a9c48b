import { randomUUID } from 'node:crypto';

export interface Said<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: T;
}

export interface Asking {
  body?: unknown;
  headers?: Record<string, string>;
  /** The Idempotency-Key; a new one unless given. */
  key?: string;
}

/** Keeps cookies and the CSRF token as a browser with the admin pages would. */
export function createBrowser(url: string) {
  const cookies = new Map<string, string>();
  let csrf = '';

  const visit = async (address: string): Promise<Response> => {
    const answer = await fetch(address, {
      redirect: 'manual',
      headers: address.startsWith(url) ? { cookie: jar() } : {},
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/Max-Age=0|Expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  };
  const jar = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');

  const ask = async <T = Record<string, unknown>>(
    method: string,
    path: string,
    { body, headers = {}, key = randomUUID() }: Asking = {},
  ): Promise<Said<T>> => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        cookie: jar(),
        ...(method !== 'GET' && { 'x-csrf-token': csrf, 'idempotency-key': key }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      body: text === '' ? null : JSON.parse(text),
    } as Said<T>;
  };

  return {
    cookies,
    visit,
    ask,
    get: <T = Record<string, unknown>>(path: string) => ask<T>('GET', path),
    /** Goes to Discord and back. @returns what the callback answered */
    async signIn(user: string): Promise<Response> {
      const there = await visit(`${url}/v1/admin/sign-in`);
      const consent = await visit(`${there.headers.get('location')}&as=${user}`);
      const back = await visit(consent.headers.get('location') ?? '');
      if (back.status === 302) csrf = String((await ask('GET', '/v1/admin/session')).body.csrf_token);
      return back;
    },
    /** Changes something as it is now. */
    async change<T = Record<string, unknown>>(
      method: string,
      path: string,
      asking: Asking = {},
    ): Promise<Said<T>> {
      const { headers } = await ask('GET', path);
      return ask<T>(method, path, {
        ...asking,
        headers: { 'if-match': headers.get('etag') ?? '', ...asking.headers },
      });
    },
  };
}
