import type { Subscription } from '@nats-io/transport-node';
import {
  type CommandAnswer,
  type CommandJson,
  commandSubject,
  decodeOutcome,
  encodeCommand,
  encodeOutcome,
  type Outcome,
} from '@synapse/contracts';
import type { Bus } from './connect.js';
import { publishFrame } from './publish.js';
import { currentTraceparent } from './trace.js';

export interface CommandToSend {
  community: string;
  command: CommandJson;
  /** How long to wait for the outcome. */
  deadlineMs: number;
}

/**
 * Puts a command in the log and waits for its outcome. The deadline ends the waiting, not the command: `pending` says that
 * it is in the log. After an error nobody knows whether it is: send it again under the same id.
 * @throws CommandError naming a wrong field; what publishing throws, see `isTransient`
 */
export async function sendCommand(
  bus: Bus,
  { community, command, deadlineMs }: CommandToSend,
): Promise<CommandAnswer> {
  const body = encodeCommand(command);
  const replyTo = bus.createInbox();
  const subscription = bus.nc.subscribe(replyTo, { max: 1 });
  const answer = firstAnswer(subscription);
  const timer = setTimeout(() => subscription.unsubscribe(), deadlineMs);
  const traceparent = currentTraceparent();
  try {
    await publishFrame(bus, {
      subject: commandSubject(community, command.issuer),
      // Each sending is an entry of its own: one that the server dropped as a repetition would never be answered.
      id: `cmd:${command.issuer}:${command.actor}:${command.id}:${replyTo}`,
      body,
      replyTo,
      ...(traceparent && { traceparent }),
    });
    return (await answer) ?? { status: 'pending' };
  } finally {
    clearTimeout(timer);
    subscription.unsubscribe();
  }
}

async function firstAnswer(subscription: Subscription): Promise<Outcome | null> {
  try {
    for await (const { data } of subscription) return decodeOutcome(data);
  } catch {
    // An answer that cannot be had or read is none: the outcome stays readable in the engine's table.
  }
  return null;
}

/** Tells whoever waits for it what became of a command. Nobody need be there, and nothing is waited for. */
export function answerCommand(bus: Bus, replyTo: string, outcome: Outcome): void {
  if (!bus.nc.isClosed() && !bus.nc.isDraining()) bus.nc.publish(replyTo, encodeOutcome(outcome));
}
