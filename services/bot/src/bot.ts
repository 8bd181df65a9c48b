import type { Bus } from '@synapse/bus';
import type { RuleSet } from '@synapse/contracts';
import type { Logger } from '@synapse/runtime';
import type { Ask, AskForSeries } from './ask/ask.js';
import type { DrawCard } from './card/draw-card.js';
import type { BotMetrics } from './metrics.js';

/** What commands are answered with. */
export interface Bot {
  bus: Bus;
  community: string;
  /** Asks `query`. */
  ask: Ask;
  askForSeries: AskForSeries;
  /** The rule set in force, as the log tells it. */
  rules: () => RuleSet;
  drawCard: DrawCard;
  log: Pick<Logger, 'debug' | 'info' | 'warn'>;
  metrics: BotMetrics;
}
