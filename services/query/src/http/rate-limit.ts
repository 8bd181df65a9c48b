import rateLimit from '@fastify/rate-limit';
import { type App, HttpProblem } from '@synapse/http';

/** A key is somebody who is known: it may ask so many times as often as an address. */
const KEY_FACTOR = 10;

/** What a route is limited by. */
export const LIMITED = { config: { rateLimit: {} } };

/**
 * Limits how often a key or, without one, an address may ask, over all routes that are {@link LIMITED}.
 * @param perMinute 0 = as often as it likes
 */
export async function limitRate(app: App, perMinute: number): Promise<void> {
  if (perMinute === 0) return;
  await app.register(rateLimit, {
    global: false,
    timeWindow: '1 minute',
    max: ({ apiKey }) => perMinute * (apiKey ? KEY_FACTOR : 1),
    keyGenerator: ({ apiKey, ip }) => (apiKey ? `key ${apiKey.id}` : ip),
    errorResponseBuilder: (_, { after }) =>
      new HttpProblem(429, `You ask more often than is allowed. Try again in ${after}.`),
  });
}
