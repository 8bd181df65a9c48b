import { metrics } from '@opentelemetry/api';

export type BotMetrics = ReturnType<typeof createBotMetrics>;

/** The instruments of this service. Make them after telemetry has started: earlier ones stay without effect. */
/** @param rules version of the rules in force */
export function createBotMetrics(rules: () => number) {
  const meter = metrics.getMeter('@synapse/bot');
  const answers = meter.createHistogram('bot_answer_duration_seconds', {
    description: 'Time from an interaction’s arrival to its first answer, by command and what it was.',
    advice: { explicitBucketBoundaries: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 3] },
  });
  const announced = meter.createCounter('bot_announcements_total', {
    description: 'Announcements by what became of them.',
  });
  const roles = meter.createCounter('bot_role_changes_total', {
    description: 'Level roles given and taken.',
  });
  meter
    .createObservableGauge('bot_rule_set_version', { description: 'The version of the rules in force.' })
    .addCallback((result) => result.observe(rules()));
  return {
    answered: (command: string, how: string, seconds: number): void =>
      answers.record(seconds, { command, how }),
    announced: (count: number, settled: string): void => announced.add(count, { settled }),
    roleChanged: (change: 'added' | 'removed' | 'failed'): void => roles.add(1, { change }),
  };
}
