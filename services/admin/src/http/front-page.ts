import { type App, UNDOCUMENTED } from '@synapse/http';
import { SIGN_IN_PATH } from '../sign-in/discord-sign-in.js';

/** Where a person begins, and where a sign-in ends: no script, and nothing of anybody's. */
export function frontPage(app: App): void {
  app.get('/', { schema: UNDOCUMENTED }, async ({ session }, reply) => {
    const { userId } = session;
    const said =
      userId === undefined
        ? `<a href="${SIGN_IN_PATH}">Sign in with Discord</a>`
        : `You are signed in as ${userId}: see your <a href="/v1/admin/session">session</a>, and what the
           <a href="/openapi.json">API</a> offers, such as <a href="/v1/admin/categories">categories</a>.`;
    return reply
      .type('text/html; charset=utf-8')
      .send(
        `<!doctype html><html lang="en"><title>Synapse admin</title><h1>Synapse admin</h1><p>${said}</p>`,
      );
  });
}
