import { join } from 'node:path';
import serveFiles from '@fastify/static';
import type { App } from '@synapse/http';

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
  app.addHook('onRequest', async (_, reply) => {
    reply
      .header('content-security-policy', PAGE_POLICY)
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'no-referrer');
  });
  await app.register(serveFiles, {
    root: PUBLIC_FOLDER,
    wildcard: false,
    schemaHide: true,
    cacheControl: false,
    setHeaders: (response) => response.setHeader('cache-control', 'no-cache'),
  });
}
