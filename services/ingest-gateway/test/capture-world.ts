import { decodeFact, encodeFact, type FactJson } from '@synapse/contracts';
import { observe } from '../src/observe';
import { emptyPicture } from '../src/picture/picture';

export const GUILD = '1000000000000000001';
export const CATEGORY = '1000000000000000010';
export const TEXT = '1000000000000000011';
export const VOICE = '1000000000000000012';
export const STAGE = '1000000000000000013';
export const AFK = '1000000000000000014';
export const THREAD = '1000000000000000020';
export const ANN = '1000000000000000101';
export const BEN = '1000000000000000102';
export const ROBOT = '1000000000000000199';
// The example of Discord's own reference of snowflakes.
export const MESSAGE = '175928847299117063';
export const NOW = Date.parse('2026-03-01T12:00:00.000Z');

export const user = (id: string, more = {}) => ({
  id,
  username: `user${id.slice(-3)}`,
  global_name: null,
  avatar: null,
  ...more,
});
export const ann = user(ANN, { global_name: 'Ann', avatar: 'abc' });
export const robot = user(ROBOT, { bot: true });

export const guildCreate = (more = {}) => ({
  id: GUILD,
  name: 'Home',
  afk_channel_id: AFK,
  channels: [
    { id: TEXT, type: 0, name: 'general', parent_id: CATEGORY },
    { id: CATEGORY, type: 4, name: 'Talk' },
    { id: VOICE, type: 2, name: 'voice', parent_id: null },
    { id: STAGE, type: 13, name: 'stage', parent_id: null },
    { id: AFK, type: 2, name: 'afk', parent_id: null },
  ],
  roles: [{ id: GUILD, name: '@everyone', position: 0 }],
  threads: [{ id: THREAD, parent_id: TEXT }],
  members: [{ user: robot, nick: null }],
  voice_states: [],
  ...more,
});

export const message = (more = {}) => ({
  id: MESSAGE,
  guild_id: GUILD,
  channel_id: TEXT,
  type: 0,
  content: 'hello',
  author: ann,
  member: { nick: 'Annie' },
  attachments: [],
  ...more,
});

/** Observes dispatches one after the other; each fact must be readable by everybody else. */
export function world() {
  const picture = emptyPicture();
  let sequence = 1;
  const see = (type: string, data: unknown, receivedAt = NOW): readonly FactJson[] => {
    const { facts } = observe(type, data, { session: 's', sequence: ++sequence, receivedAt, picture });
    for (const fact of facts) expect(decodeFact(encodeFact(fact))).toHaveProperty('fact');
    return facts;
  };
  return { picture, see };
}

export function home() {
  const here = world();
  here.see('GUILD_CREATE', guildCreate());
  return here;
}
