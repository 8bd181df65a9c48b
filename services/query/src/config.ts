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
};
