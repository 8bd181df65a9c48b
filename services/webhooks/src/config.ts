import { communitySpec, kind, natsSpec, variable } from '@synapse/runtime';

/** The variables of this service; the ones that every service reads are added by `runService`. */
export const webhooksSpec = {
  ...natsSpec,
  ...communitySpec,
  WEBHOOKS: variable(kind.text(), {
    desc: 'the endpoints that reward events are posted to, as JSON; with WEBHOOKS_FILE a file that holds it',
    example: '[{"name": "crm", "url": "https://crm.example.org/hooks", "secret": "whsec_…"}]',
    secret: true,
  }),
  WEBHOOK_ATTEMPTS: variable(kind.integer(1, 100), {
    desc: 'how often an event is posted, later and later up to hourly, before it becomes a dead letter',
    example: '8',
    default: 8,
  }),
};
