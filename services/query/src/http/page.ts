import { join } from 'node:path';
import serveFiles from '@fastify/static';
import type { App } from '@synapse/http';
import { API_PAGE } from './api-page.js';

const PUBLIC_FOLDER = join(__dirname, '..', '..', 'public');

/** The page may load from this server, and nothing from anywhere else; nothing may be written into its markup. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Serves the page at `/`, and the headers that keep any answer from being used as something else. */
export async function page(app: App): Promise<void> {
  app.addHook('onRequest', ({ url }, reply, done) => {
    reply.header('x-content-type-options', 'nosniff');
    // Data shows nothing, and the page that browses the API has a policy of its own.
    if (!url.startsWith('/v1/') && !url.startsWith(API_PAGE)) {
      reply.header('content-security-policy', PAGE_POLICY).header('referrer-policy', 'no-referrer');
    }
    done();
  });
  await app.register(serveFiles, {
    root: PUBLIC_FOLDER,
    wildcard: false,
    schemaHide: true,
    cacheControl: false,
    setHeaders: (response) => response.setHeader('cache-control', 'no-cache'),
  });
}
