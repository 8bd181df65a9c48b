import { randomBytes } from 'node:crypto';
import { type APIMessage, InteractionType } from 'discord-api-types/v10';
import { channelData } from '../dispatches/channel.js';
import { memberData } from '../dispatches/user.js';
import { dispatchToGuild } from '../gateway/session.js';
import type { RestState } from '../rest/rest-state.js';
import { botOf, findGuild, findMember } from '../world/find.js';
import { commandData, commandNamed, type Given } from './command-data.js';
import type { Interaction } from './interaction.js';
import { permissionsOf } from './permissions.js';

/** Who asks, and where. */
export interface Place {
  guildId: string;
  channelId: string;
  userId: string;
}

export interface CommandUse extends Place {
  /** As it is typed, with its subcommand: `quests claim`. */
  name: string;
  options?: Given;
  /** How long Discord takes to bring it to the bot, in milliseconds. */
  lateMs?: number;
  /** The most bytes that a file of an answer may have; 10 MiB unless given, as with Discord. */
  attachmentSizeLimit?: number;
}

/** An interaction under way. */
export interface Use {
  id: string;
  /** The bot's answer, once it is more than "thinking". @throws when there is none within the time */
  answer(withinMs?: number): Promise<Interaction>;
}

const PATIENCE_MS = 10_000;
/** Source: Discord's documentation, "Uploading Files". */
const ATTACHMENT_SIZE_LIMIT = 10 * 1024 * 1024;

/** What members ask of the bot. */
export function interactions(state: RestState) {
  function start(
    place: Place & Pick<CommandUse, 'lateMs' | 'attachmentSizeLimit'>,
    { asked, ...what }: { asked: string; type: InteractionType; data: object; message?: APIMessage },
  ): Use {
    const { lateMs = 0, attachmentSizeLimit = ATTACHMENT_SIZE_LIMIT, ...where } = place;
    const at = state.gateway.now() - lateMs;
    const id = state.newId(at);
    const interaction: Interaction = {
      ...where,
      id,
      asked,
      token: randomBytes(24).toString('base64url'),
      at,
      attachmentSizeLimit,
      dispatch: {},
      isPrivate: false,
      files: [],
    };
    interaction.dispatch = { ...envelope(state, interaction), ...what };
    state.interactions.set(id, interaction);
    dispatchToGuild(state.gateway, place.guildId, 'INTERACTION_CREATE', interaction.dispatch);
    return { id, answer: (withinMs = PATIENCE_MS) => answered(state, interaction, withinMs) };
  }

  return {
    /** A member uses a command that the bot has registered. @throws when there is none, or it is not for this member */
    useCommand({ name, options = {}, ...place }: CommandUse): Use {
      const { command, path } = commandNamed(state.commands, name);
      mustBeAllowed(state, place, command.default_member_permissions ?? null, name);
      const guild = findGuild(state.gateway.world, place.guildId);
      const data = commandData(command, path, options, guild);
      return start(place, { asked: typed(name, options), type: InteractionType.ApplicationCommand, data });
    },

    /** A member types into an option; the answer's `choices` are what the bot suggests. */
    typeOption({ name, options = {}, option, ...place }: CommandUse & { option: string }): Use {
      const { command, path } = commandNamed(state.commands, name);
      const guild = findGuild(state.gateway.world, place.guildId);
      const data = commandData(command, path, options, guild, option);
      const type = InteractionType.ApplicationCommandAutocomplete;
      return start(place, { asked: typed(name, options), type, data });
    },

    /** A member presses a button below an answer. @throws when there is no such button */
    pressButton({ on, label, ...place }: Place & { on: Interaction; label: string }): Use {
      const message = on.message as APIMessage;
      const data = { component_type: 2, custom_id: buttonIn(message, label) };
      return start(place, { asked: label, type: InteractionType.MessageComponent, data, message });
    },

    /** Discord sends an interaction once more, as after a resume. */
    redeliver(id: string): void {
      const { guildId, dispatch } = state.interactions.get(id) as Interaction;
      dispatchToGuild(state.gateway, guildId, 'INTERACTION_CREATE', dispatch);
    },
  };
}

/** A command as it is typed. */
const typed = (name: string, options: Given): string =>
  [`/${name}`, ...Object.entries(options).map(([option, value]) => `${option}:${value}`)].join(' ');

function envelope(
  { gateway }: RestState,
  { id, token, guildId, channelId, userId, attachmentSizeLimit }: Interaction,
) {
  const guild = findGuild(gateway.world, guildId);
  const channel = guild.channels.find((one) => one.id === channelId);
  return {
    id,
    token,
    version: 1,
    application_id: botOf(gateway.world).id,
    guild_id: guildId,
    guild: { id: guildId, locale: 'en-US', features: [] },
    channel_id: channelId,
    ...(channel && { channel: { ...channelData(channel), guild_id: guildId } }),
    member: {
      ...memberData(findMember(guild, userId)),
      permissions: String(permissionsOf(guild, userId)),
    },
    locale: 'en-US',
    guild_locale: 'en-US',
    app_permissions: String(permissionsOf(guild, botOf(gateway.world).id)),
    entitlements: [],
    authorizing_integration_owners: {},
    context: 0,
    attachment_size_limit: attachmentSizeLimit,
  };
}

/** Discord shows nobody a command that they may not use. */
function mustBeAllowed(
  { gateway }: RestState,
  { guildId, userId }: Place,
  needed: string | null,
  name: string,
): void {
  const theirs = permissionsOf(findGuild(gateway.world, guildId), userId);
  if (needed === null || (theirs & BigInt(needed)) !== 0n) return;
  throw new Error(`Discord does not show /${name} to ${userId}: it needs the permissions ${needed}.`);
}

function buttonIn({ components = [] }: APIMessage, label: string): string {
  for (const row of components as {
    components?: { label?: string; custom_id?: string; disabled?: boolean }[];
  }[]) {
    const button = row.components?.find((one) => one.label === label && !one.disabled);
    if (button?.custom_id) return button.custom_id;
  }
  throw new Error(`The answer has no button "${label}" that can be pressed.`);
}

async function answered(state: RestState, interaction: Interaction, withinMs: number): Promise<Interaction> {
  const isDone = () => interaction.message !== undefined || interaction.choices !== undefined;
  if (!isDone()) {
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!isDone()) return;
        clearTimeout(timer);
        state.events.off('answered', look);
        resolve();
      };
      const timer = setTimeout(() => {
        state.events.off('answered', look);
        reject(new Error(`The interaction ${interaction.id} was not answered within ${withinMs} ms.`));
      }, withinMs);
      state.events.on('answered', look);
    });
  }
  return interaction;
}
