import swaggerUi from '@fastify/swagger-ui';
import type { App } from '@synapse/http';

/** Where people browse the API. */
export const API_PAGE = '/api';

/** Serves a page to browse the API and try it. Its own policy lets nothing be loaded from elsewhere. */
export async function apiPage(app: App): Promise<void> {
  await app.register(swaggerUi, {
    routePrefix: API_PAGE,
    staticCSP: true,
    uiConfig: { docExpansion: 'list', tryItOutEnabled: true },
  });
}
