import { type Bus, publishFrame } from '@synapse/bus';
import {
  configSubject,
  defaultRuleSet,
  discordSubject,
  encodeFact,
  encodeFrame,
  encodeRuleSet,
  type FactJson,
  type RuleSet,
} from '@synapse/contracts';

let frames = 0;

/**
 * Publishes facts as one frame; a string stands for a line as it is.
 * @param subjectOf whose frame it is: from Discord, or from history
 * @returns its sequence in the log
 */
export async function publishFacts(
  bus: Bus,
  community: string,
  facts: readonly (FactJson | string)[],
  subjectOf: (community: string) => string = discordSubject,
): Promise<number> {
  frames += 1;
  const id = `test:${process.pid}:${frames}`;
  const lines = facts.map((fact) => (typeof fact === 'string' ? fact : encodeFact(fact)));
  const { sequence } = await publishFrame(bus, {
    subject: subjectOf(community),
    id,
    body: encodeFrame(id, lines),
  });
  return sequence;
}

/** Publishes the default rules with some things changed. @returns its sequence in the log */
export async function publishRules(
  bus: Bus,
  community: string,
  change: Partial<RuleSet> & { version: number },
): Promise<number> {
  const body = encodeRuleSet({ ...defaultRuleSet(community), ...change });
  const { sequence } = await publishFrame(bus, {
    subject: configSubject(community),
    id: `config:${community}:${change.version}`,
    body,
  });
  return sequence;
}
