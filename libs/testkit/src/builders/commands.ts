import {
  COMMAND_VERSION,
  COMMANDS,
  type CommandBody,
  type CommandJson,
  type CommandType,
} from '@synapse/contracts';
import { A_MOMENT } from './facts.js';

let built = 0;

/** A command as it travels, from whom it may come from; `change` replaces fields of its envelope. */
export function buildCommand<T extends CommandType>(
  type: T,
  body: CommandBody<T>,
  change: Partial<Pick<CommandJson, 'id' | 'issuer' | 'actor' | 'at' | 'guild_id' | 'channel_id'>> = {},
): CommandJson {
  built += 1;
  const issuer = change.issuer ?? COMMANDS[type].issuers[0];
  const actor = issuer === 'admin' ? '99' : '1';
  const envelope = { v: COMMAND_VERSION, id: `c-${built}`, issuer, actor, at: A_MOMENT };
  return { ...envelope, ...change, type, ...body } as unknown as CommandJson;
}
