import * as contracts from '@synapse/contracts';
import { code, fields, section, table } from './markdown';

/** Every command, and how it is answered. */
export function commandReference(): string {
  const commands = Object.entries(contracts.COMMANDS).map(([type, { issuers, body }]) =>
    [`### \`${type}\``, `From ${issuers.join(' or ')}. ${body.description}`, fields(body)].join('\n\n'),
  );
  return section(
    'Commands',
    `One JSON object an entry, version ${contracts.COMMAND_VERSION}: the envelope, and beside it the fields of its type. It is published on its issuer’s subject; one that names another issuer is a dead letter.`,
    fields(contracts.CommandEnvelope),
    ...commands,
  );
}

/** What a command comes to. */
export const refusalReference = () =>
  section(
    'Outcomes of commands',
    'What the engine keeps in `command_outcomes` and sends to the inbox that the entry’s header `synapse-reply-to` names. `sendCommand` gives its caller `{"status":"pending"}` when its deadline passes first: the command is in the log and will be settled.',
    fields(contracts.Outcome),
    '### Refusals\n',
    table(
      ['reason', 'meaning'],
      Object.entries(contracts.REFUSALS).map(([reason, meaning]) => [code(reason), meaning]),
    ),
  );
