import type { Stack } from './stack.js';

/** What is where, and how to stop it. */
export function summary(stack: Stack, dataFolder: string): string {
  const rows = [
    ['Page', stack.pageUrl],
    ['OpenAPI', `${stack.pageUrl}/openapi.json`],
    ['Admin', stack.adminUrl],
    ...(stack.transcriptUrl ? [['The bot', stack.transcriptUrl]] : []),
    ['PostgreSQL', stack.databaseUrl],
    ['NATS', stack.natsUrl],
    ...stack.opsPorts.map(({ name, port }) => [name, `http://127.0.0.1:${port}/healthz /readyz /metrics`]),
    ['Data and logs', dataFolder],
  ];
  return [
    '',
    ...rows.map(([name = '', value = '']) => `  ${name.padEnd(16)}${value}`),
    '',
    '  Ctrl-C stops everything. npm start continues with this data, npm start -- --fresh starts over.',
    '',
  ].join('\n');
}
