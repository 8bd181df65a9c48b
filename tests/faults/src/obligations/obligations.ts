import type { OwedDispatch } from '@synapse/testkit';
import { messageNumbers } from './message-numbers.js';

/** What the log owes for one dispatch: a fact of exactly this content. */
export interface Obligation {
  id: string;
  type: string;
  guild: string;
  user: string;
  channel: string | null;
  target: string | null;
  payload: Record<string, unknown>;
  /** Where Discord gives the time; else it is the time of receipt. */
  at: number | null;
  /** When Discord made it, in milliseconds since 1970. */
  owedAt: number;
  /** It may be missing: the session that held it ended for good before anybody could have received it. */
  isExcused: boolean;
}

/** What the simulator has noted of a dispatch, and whether it can still be claimed. */
export interface Claim {
  owed: OwedDispatch;
  isExcused: boolean;
}

type Data = Record<string, unknown> & {
  id: string;
  guild_id: string;
  channel_id: string;
  user_id: string;
  user: { id: string; bot?: boolean };
  member?: { user: { id: string; bot?: boolean } };
};

/** Everything that Discord has told or would have told again, as the facts that the rules of the economy make of it. */
export function obligations(claims: readonly Claim[]): Obligation[] {
  const guilds = createGuilds();
  return claims.flatMap(({ owed, isExcused }) => {
    const d = owed.d as Data;
    const made = guilds.see(owed, d) ?? plain(owed, d, guilds);
    if (!made) return [];
    return [{ guild: d.guild_id, target: null, at: null, ...made, owedAt: owed.at, isExcused }];
  });
}

type Made = Pick<Obligation, 'id' | 'type' | 'user' | 'channel' | 'payload'> &
  Partial<Pick<Obligation, 'target' | 'at'>>;

function plain({ t, session, seq }: OwedDispatch, d: Data, guilds: Guilds): Made | null {
  const here = `${session}:${seq}`;
  switch (t) {
    case 'MESSAGE_CREATE':
      return message(d, guilds);
    case 'MESSAGE_REACTION_ADD': {
      if (d.member?.user.bot) return null;
      const target = (d.message_author_id as string | undefined) ?? null;
      return { ...reaction(d, guilds), id: `rxn_add:${here}`, type: 'reaction_add', target };
    }
    case 'MESSAGE_REACTION_REMOVE':
      return { ...reaction(d, guilds), id: `rxn_rm:${here}`, type: 'reaction_remove' };
    case 'GUILD_MEMBER_ADD': {
      const joined = new Date(d.joined_at as string);
      const payload = { joined_at: joined.toISOString() };
      const common = { id: `member_join:${here}`, type: 'member_join', user: d.user.id, channel: null };
      return d.user.bot ? null : { ...common, payload, at: joined.getTime() };
    }
    case 'GUILD_MEMBER_REMOVE':
      if (d.user.bot) return null;
      return {
        id: `member_leave:${here}`,
        type: 'member_leave',
        user: d.user.id,
        channel: null,
        payload: {},
      };
    default:
      return null;
  }
}

function message(d: Data, guilds: Guilds): Made | null {
  const author = d.author as { id: string; bot?: boolean };
  const isPersons = !author.bot && d.webhook_id === undefined && (d.type === 0 || d.type === 19);
  if (!isPersons || d.guild_id === undefined) return null;
  const answered = d.referenced_message as { author: { id: string } } | null | undefined;
  const replyTo = d.type === 19 ? (answered?.author.id ?? null) : null;
  const attachments = (d.attachments as unknown[]).length;
  return {
    id: `msg:${d.id}`,
    type: 'message_create',
    user: author.id,
    channel: d.channel_id,
    target: replyTo,
    at: timeOf(d.id),
    payload: {
      ...messageNumbers(d.content as string),
      has_attachment: attachments > 0,
      attachment_count: attachments,
      is_reply: d.type === 19,
      reply_to_user_id: replyTo,
      parent_channel_id: guilds.parentOf(d.channel_id),
    },
  };
}

function reaction(d: Data, guilds: Guilds) {
  const { id, name } = d.emoji as { id: string | null; name: string };
  const emoji_name = id ? `${name}:${id}` : name;
  const payload = {
    emoji_name,
    message_id: d.message_id,
    parent_channel_id: guilds.parentOf(d.channel_id),
  };
  return { user: d.user_id, channel: d.channel_id, payload };
}

type Guilds = ReturnType<typeof createGuilds>;

/** What later dispatches mean depends on these: where threads lie, who is in which room, which room is for the absent. */
function createGuilds() {
  const parents = new Map<string, string>();
  const rooms = new Map<string, string>();
  const absent = new Map<string, string | null>();
  const bots = new Set<string>();

  function voice({ session, seq }: OwedDispatch, d: Data): Made | null {
    const key = `${session} ${d.guild_id} ${d.user_id}`;
    const before = rooms.get(key) ?? null;
    const after = (d.channel_id as string | null) ?? null;
    if (after === null) rooms.delete(key);
    else rooms.set(key, after);
    if (before === after || d.member?.user.bot || bots.has(d.user_id)) return null;
    const type = before === null ? 'voice_join' : after === null ? 'voice_leave' : 'voice_move';
    const room = (after ?? before) as string;
    const heard = {
      self_mute: d.self_mute,
      self_deaf: d.self_deaf,
      is_afk: room === absent.get(d.guild_id),
    };
    const moved = type === 'voice_move' && { from_channel_id: before, to_channel_id: after };
    const id = `${type}:${session}:${seq}`;
    return { id, type, user: d.user_id, channel: room, payload: { ...heard, ...moved } };
  }

  function thread(d: Data): Made | null {
    parents.set(d.id, d.parent_id as string);
    const owner = d.owner_id as string;
    if (!d.newly_created || bots.has(owner)) return null;
    const parent_channel_id = d.parent_id as string;
    const payload = { name_length: [...(d.name as string)].length, thread_id: d.id, parent_channel_id };
    const common = { id: `thread:${d.id}`, type: 'thread_create', at: timeOf(d.id) };
    return { ...common, user: owner, channel: parent_channel_id, payload };
  }

  function guild(session: string, d: Data): void {
    absent.set(d.id, d.afk_channel_id as string | null);
    for (const { id, parent_id } of d.threads as { id: string; parent_id: string }[])
      parents.set(id, parent_id);
    for (const { user } of d.members as { user: { id: string; bot?: boolean } }[]) {
      if (user.bot) bots.add(user.id);
    }
    for (const state of d.voice_states as { user_id: string; channel_id: string }[]) {
      rooms.set(`${session} ${d.id} ${state.user_id}`, state.channel_id);
    }
  }

  return {
    parentOf: (channel: string) => parents.get(channel) ?? null,
    /** Takes a dispatch in; returns what is owed for it if that is told by what was known before. */
    see(owed: OwedDispatch, d: Data): Made | null {
      if (owed.t === 'GUILD_CREATE') guild(owed.session, d);
      if (owed.t === 'THREAD_CREATE') return thread(d);
      if (owed.t === 'VOICE_STATE_UPDATE') return voice(owed, d);
      return null;
    },
  };
}

/** Discord's ids hold when they were made: the bits above the 22nd, from 2015 on. */
const timeOf = (id: string) => Number(BigInt(id) >> 22n) + Date.UTC(2015, 0);
