import { type Bus, sendCommand } from '@synapse/bus';
import {
  COMMAND_VERSION,
  type CommandAnswer,
  type CommandBody,
  type CommandType,
  SYSTEM_ACTOR,
} from '@synapse/contracts';

const ANSWER_WITHIN_MS = 10_000;

export interface OwnCommand<T extends CommandType> {
  /** The same for the same thing, however often it is sent. */
  id: string;
  type: T;
  body: CommandBody<T>;
  at: Date;
}

/** Sends a command of the system's own and waits a while for its outcome. */
export const issueCommand = <T extends CommandType>(
  bus: Bus,
  community: string,
  { id, type, body, at }: OwnCommand<T>,
): Promise<CommandAnswer> =>
  sendCommand(bus, {
    community,
    command: {
      v: COMMAND_VERSION,
      id,
      issuer: 'admin',
      actor: SYSTEM_ACTOR,
      at: at.toISOString(),
      type,
      ...body,
    } as Parameters<typeof sendCommand>[1]['command'],
    deadlineMs: ANSWER_WITHIN_MS,
  });
