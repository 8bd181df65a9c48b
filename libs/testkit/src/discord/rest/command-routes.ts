import type { APIApplicationCommand, RESTPutAPIApplicationCommandsJSONBody } from 'discord-api-types/v10';
import { ApplicationCommandType } from 'discord-api-types/v10';
import { botOf } from '../world/find.js';
import { note, type RestState } from './rest-state.js';
import { RestError, type Route } from './route.js';

/** The slash commands of the application. */
export const commandRoutes: Route[] = [
  {
    path: /^\/applications\/(\d+)\/commands$/,
    answer({ state, ids: [id] }) {
      mustBeOwn(state, id);
      return state.commands;
    },
  },
  {
    method: 'PUT',
    path: /^\/applications\/(\d+)\/commands$/,
    answer({ state, ids: [id = ''], body: { json } }) {
      mustBeOwn(state, id);
      const wanted = json as RESTPutAPIApplicationCommandsJSONBody;
      if (new Set(wanted.map(({ name }) => name)).size < wanted.length)
        throw new RestError(400, 50_035, 'Invalid Form Body');
      state.commands = wanted.map((command) => stored(state, id, command));
      note(state, { kind: 'commands_registered', commands: state.commands });
      return state.commands;
    },
  },
];

/** As Discord tells it: with what it fills in. */
function stored(
  state: RestState,
  applicationId: string,
  command: RESTPutAPIApplicationCommandsJSONBody[number],
): APIApplicationCommand {
  const now = state.gateway.now();
  return {
    type: ApplicationCommandType.ChatInput,
    description: '',
    default_member_permissions: null,
    nsfw: false,
    contexts: null,
    integration_types: [0],
    ...command,
    id: state.newId(now),
    application_id: applicationId,
    version: state.newId(now),
  } as APIApplicationCommand;
}

function mustBeOwn({ gateway }: RestState, id: string | undefined): void {
  if (id !== botOf(gateway.world).id) throw new RestError(403, 20_012, 'You are not authorized');
}
