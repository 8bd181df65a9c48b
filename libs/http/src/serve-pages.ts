import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import serveFiles from '@fastify/static';
import type { App } from './app.js';
import { UNDOCUMENTED } from './open-api.js';
import { HttpProblem } from './problem.js';

/** Pages may load from this server, and nothing from anywhere else; nothing may be written into their markup. */
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

/** Here lie files whose names change with their content. */
const HASHED = 'assets';
const FOR_GOOD = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';

export interface Pages {
  /** The folder that the build wrote; see {@link builtPages}. */
  folder: string;
  /** Where a page is, as routes: each answers with the same document, whose scripts show it. */
  paths: readonly string[];
}

/** Where the build of a package of pages writes them. */
export const builtPages = (packageName: string): string =>
  join(dirname(require.resolve(`${packageName}/package.json`)), 'dist');

/** Serves pages and their files, compressed where a browser takes it. */
export async function servePages(app: App, { folder, paths }: Pages): Promise<void> {
  if (!existsSync(join(folder, 'index.html'))) return notBuilt(app, paths);
  await app.register(serveFiles, {
    root: folder,
    wildcard: false,
    schemaHide: true,
    index: false,
    globIgnore: ['**/index.html', '**/*.{br,gz}'],
    preCompressed: true,
    cacheControl: false,
    setHeaders(response, path) {
      response.setHeader('x-content-type-options', 'nosniff');
      response.setHeader('vary', 'accept-encoding');
      response.setHeader('cache-control', path.startsWith(join(folder, HASHED)) ? FOR_GOOD : ASK_AGAIN);
    },
  });
  for (const path of paths) {
    app.get(path, { schema: UNDOCUMENTED }, (_, reply) =>
      reply
        .header('content-security-policy', PAGE_POLICY)
        .header('referrer-policy', 'no-referrer')
        .sendFile('index.html'),
    );
  }
}

/** Running from source needs no build; only the pages do. */
function notBuilt(app: App, paths: readonly string[]): void {
  for (const path of paths) {
    app.get(path, { schema: UNDOCUMENTED }, () => {
      throw new HttpProblem(
        503,
        'The pages are not built. Run `npm run build`, then start this service again.',
      );
    });
  }
}
