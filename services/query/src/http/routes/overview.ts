import { type Overview, settingValue } from '@synapse/contracts';
import { type App, COMMON_PROBLEMS, weakEtag } from '@synapse/http';
import type { Reads } from '../reads.js';
import { named } from '../schemas.js';

/** `GET /v1/overview` */
export function overviewRoute(app: App, { community, settings, totals }: Reads): void {
  app.get(
    '/v1/overview',
    {
      onSend: weakEtag,
      schema: {
        operationId: 'getOverview',
        summary: 'The community as a whole. The figures are at most some seconds old.',
        tags: ['community'],
        response: { 200: named('Overview', 'The community.'), ...COMMON_PROBLEMS },
      },
    },
    async (): Promise<Overview> => {
      const [figures, values] = await Promise.all([totals(), settings()]);
      return {
        community,
        title: settingValue(values, 'dashboard_title'),
        subtitle: settingValue(values, 'dashboard_subtitle'),
        currency: {
          primary: settingValue(values, 'currency_name_primary'),
          secondary: settingValue(values, 'currency_name_secondary'),
        },
        ...figures,
      };
    },
  );
}
