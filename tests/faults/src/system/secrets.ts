import { BUS_PASSWORD } from './broker.js';
import { ROLE_PASSWORD } from './database-server.js';

export const ERASURE_KEY = 'canary-e41b90-erasure-key-of-at-least-32-characters';
export const SESSION_SECRET = 'canary-7c20fd-signs-the-cookies-of-admins';
/** The token of Discord's bot, and the secret of its application. */
export const DISCORD_TOKEN = 'canary-9d3a52-Hb8sYe5Nju3Pc6Ga';
export const CLIENT_SECRET = 'canary-b06c18-Xq2rT9vLmw4Zf7Kd';

/** What an admin's program signs in with. */
export const API_KEY = 'synapse_canary-5f81c3-Rt6Kq9Wn2Bx7Ld4Ve0Ys3Hj8MpQ2z';

/** What posts to endpoints are signed with, in base64. */
export const SIGNING_KEY = 'canaryF3b7a2Nd8Ux5Jc1Wq6Zs9Pk4Te0Gm2Yh7L';

/** What lets somebody in: looked for wherever it does not belong. A part with a secret of its own names it here. */
export const SECRETS = [
  ROLE_PASSWORD,
  BUS_PASSWORD,
  ERASURE_KEY,
  SESSION_SECRET,
  DISCORD_TOKEN,
  CLIENT_SECRET,
  API_KEY,
  SIGNING_KEY,
];
