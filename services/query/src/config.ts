import { communitySpec, databaseSpec, kind, natsSpec, variable } from '@synapse/runtime';

/** The variables of this service; the ones that every service reads are added by `runService`. */
export const querySpec = {
  NATS_URL: natsSpec.NATS_URL,
  ...databaseSpec,
  ...communitySpec,
  HTTP_HOST: variable(kind.text(), {
    desc: 'the address on which boards, profiles and the page are served; 0.0.0.0 serves other machines too',
    example: '0.0.0.0',
    default: '127.0.0.1',
  }),
  HTTP_PORT: variable(kind.port, {
    desc: 'the port of boards, profiles and the page (0 takes a free one and logs it)',
    example: '8080',
    default: 8080,
  }),
  HTTP_REQUESTS_PER_MINUTE: variable(kind.integer(0, 1_000_000), {
    desc: 'how often one address may ask the API in a minute; a key may ask ten times as often; 0 sets no limit',
    example: '600',
    default: 1_200,
  }),
  HTTP_TRUSTED_PROXIES: variable(kind.commaList(kind.text()), {
    desc: 'the addresses or networks of proxies in front of the API, whose X-Forwarded-For is believed',
    example: '10.0.0.0/8',
    optional: true,
  }),
};
