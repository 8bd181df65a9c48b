/** In every text that a simulated member writes: wherever this turns up, message text has left the gateway. */
export const CANARY = 'canary-5d1e77-never-leaves';
