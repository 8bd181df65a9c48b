import {
  type APIInteractionResponse,
  type APIMessage,
  InteractionResponseType as Kind,
  MessageFlags,
  type RESTPostAPIChannelMessageJSONBody,
} from 'discord-api-types/v10';
import type { Interaction } from '../interactions/interaction.js';
import type { Deed, SentFile } from './deed.js';
import { newMessage } from './message-routes.js';
import { note, type RestState } from './rest-state.js';
import { type Asked, existing, RestError, type Route } from './route.js';

type Posted = RESTPostAPIChannelMessageJSONBody;

const ANSWERS = {
  [Kind.ChannelMessageWithSource]: 'reply',
  [Kind.DeferredChannelMessageWithSource]: 'deferred',
  [Kind.DeferredMessageUpdate]: 'deferred_update',
  [Kind.UpdateMessage]: 'update',
  [Kind.ApplicationCommandAutocompleteResult]: 'choices',
} as const;

/** What the bot answers to those who ask it. The token in the path is all that these need. */
export const interactionRoutes: Route[] = [
  {
    method: 'POST',
    path: /^\/interactions\/(\d+)\/([^/]+)\/callback$/,
    open: true,
    answer(asked) {
      const interaction = interactionOf(asked);
      mustFit(interaction, asked.body.files);
      answerFirst(asked, interaction);
      if (asked.query.get('with_response') !== 'true') return undefined;
      const { id, message } = interaction;
      return { interaction: { id, type: 2 }, resource: { type: 4, ...(message && { message }) } };
    },
  },
  {
    method: 'PATCH',
    path: /^\/webhooks\/(\d+)\/([^/]+)\/messages\/(?:@original|\d+)$/,
    open: true,
    answer(asked) {
      const interaction = byToken(asked);
      if (!interaction.answered) throw new RestError(404, 10_015, 'Unknown Webhook');
      mustFit(interaction, asked.body.files);
      const message = { ...interaction.message, ...made(asked) } as APIMessage;
      return show(asked.state, interaction, message, asked.body.files, 'edit');
    },
  },
  {
    path: /^\/webhooks\/(\d+)\/([^/]+)\/messages\/@original$/,
    open: true,
    answer: (asked) => existing(byToken(asked).message, 10_008, 'Message'),
  },
  {
    method: 'POST',
    path: /^\/webhooks\/(\d+)\/([^/]+)$/,
    open: true,
    answer(asked) {
      const interaction = byToken(asked);
      mustFit(interaction, asked.body.files);
      const { flags = 0 } = asked.body.json as Posted;
      const message = made(asked);
      tell(
        asked.state,
        interaction,
        message,
        asked.body.files,
        'followup',
        (flags & MessageFlags.Ephemeral) !== 0,
      );
      return message;
    },
  },
];

function answerFirst({ state, host, body: { json, files } }: Asked, interaction: Interaction): void {
  if (interaction.answered) throw new RestError(400, 40_060, 'Interaction has already been acknowledged.');
  const waitedMs = state.gateway.now() - interaction.at;
  if (waitedMs > state.answerWithinMs) throw new RestError(404, 10_062, 'Unknown interaction');
  const response = json as APIInteractionResponse & { data?: Posted & { choices?: Interaction['choices'] } };
  const answered = ANSWERS[response.type as keyof typeof ANSWERS];
  if (!answered) throw new RestError(400, 50_035, 'Invalid Form Body');
  const { data = {} } = response;
  const message =
    answered === 'reply' || answered === 'update'
      ? newMessage(state, host, interaction.channelId, data, files)
      : undefined;
  interaction.answered = answered;
  interaction.answeredAfterMs = waitedMs;
  interaction.isPrivate ||= ((data.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
  if (answered === 'choices') interaction.choices = data.choices ?? [];
  if (message) show(state, interaction, message, files, answered as 'reply' | 'update');
  else state.events.emit('answered', interaction.id);
}

function mustFit({ attachmentSizeLimit: most }: Interaction, files: readonly SentFile[]): void {
  if (files.some(({ bytes }) => bytes.length > most))
    throw new RestError(413, 40_005, 'Request entity too large');
}

type By = Extract<Deed, { kind: 'answer' }>['by'];

function show(
  state: RestState,
  interaction: Interaction,
  message: APIMessage,
  files: SentFile[],
  by: By,
): APIMessage {
  interaction.message = message;
  interaction.files = files;
  tell(state, interaction, message, files, by, interaction.isPrivate);
  state.events.emit('answered', interaction.id);
  return message;
}

function tell(
  state: RestState,
  { id: interactionId, channelId, userId }: Interaction,
  message: APIMessage,
  files: SentFile[],
  by: By,
  isPrivate: boolean,
): void {
  note(state, { kind: 'answer', by, interactionId, channelId, userId, isPrivate, message, files });
}

const made = ({ state, host, body: { json, files }, ids }: Asked): APIMessage =>
  newMessage(state, host, byToken({ state, ids }).channelId, json as Posted, files);

function interactionOf({ state, ids: [id = '', token] }: Asked): Interaction {
  const interaction = state.interactions.get(id);
  return existing(interaction?.token === token ? interaction : undefined, 10_062, 'interaction');
}

function byToken({ state, ids: [, token] }: Pick<Asked, 'state' | 'ids'>): Interaction {
  const all = [...state.interactions.values()];
  return existing(
    all.find((interaction) => interaction.token === token),
    10_015,
    'Webhook',
  );
}
