import { createActions } from '../actions/actions.js';
import { messageMemory } from '../actions/message-memory.js';
import { buildCommunity } from '../community/community.js';
import { snowflakeSource } from '../snowflake.js';
import { runScenario, scenarioActions } from './scenario.js';
import { perform } from './scenario-action.js';

/** A world to live in; every dispatch is handed to `onEmit`. */
function stage(onEmit: (t: string, d: never) => void = () => undefined, guilds = 1) {
  const world = buildCommunity({ seed: 2, members: 60, guilds });
  const act = createActions({
    world,
    messages: messageMemory(),
    now: () => Date.UTC(2026, 0),
    newId: snowflakeSource(),
    emit: (_, t, d) => {
      onEmit(t, d as never);
      return undefined;
    },
  });
  return { world, act };
}

test('the same seed gives the same actions, another seed others', () => {
  const { world } = stage();
  expect(scenarioActions(world, 3, 500)).toEqual(scenarioActions(world, 3, 500));
  expect(scenarioActions(world, 3, 500)).not.toEqual(scenarioActions(world, 4, 500));
});

test('a long life can be performed and brings every kind of dispatch', () => {
  const seen = new Map<string, number>();
  const { world, act } = stage((t) => seen.set(t, (seen.get(t) ?? 0) + 1), 2);
  const made = new Map<string, string>();
  perform({ act }, scenarioActions(world, 11, 20_000), made);
  expect([...seen.keys()].sort()).toEqual([
    'GUILD_MEMBER_ADD',
    'GUILD_MEMBER_REMOVE',
    'MESSAGE_CREATE',
    'MESSAGE_REACTION_ADD',
    'MESSAGE_REACTION_REMOVE',
    'THREAD_CREATE',
    'THREAD_DELETE',
    'VOICE_STATE_UPDATE',
  ]);
  expect(world.guilds.every((guild) => guild.threads.length <= 13 && guild.voice_states.length < 30)).toBe(
    true,
  );
  const messagesKept = [...made.keys()].filter((name) => name.startsWith('#message'));
  expect(messagesKept.length).toBeLessThanOrEqual(120);
});

test('whatever a dispatch refers to has an id', () => {
  const unresolved: string[] = [];
  const { world, act } = stage((t, d) => {
    if (JSON.stringify(d).includes('"#')) unresolved.push(t);
  });
  perform({ act }, scenarioActions(world, 11, 20_000));
  expect(unresolved).toEqual([]);
});

test('a few stay in voice while others come and go', () => {
  const { world } = stage();
  const actions = scenarioActions(world, 13, 20_000);
  const present = new Set<unknown>();
  let stayed = new Set<unknown>();
  actions.forEach((action, index) => {
    if (action.act === 'joinVoice') present.add(action.args.userId);
    if (action.act === 'leaveVoice') present.delete(action.args.userId);
    if (index === 5_000) stayed = new Set(present);
    for (const user of stayed) if (!present.has(user)) stayed.delete(user);
  });
  expect(stayed.size).toBeGreaterThanOrEqual(2);
  expect(actions.filter(({ act }) => act === 'leaveVoice').length).toBeGreaterThan(100);
});

test('messages vary: replies, threads, code, links, emoji, attachments and length', () => {
  interface Seen {
    type: number;
    channel_type: number;
    content: string;
    attachments: unknown[];
    author: { id: string };
  }
  const messages: Seen[] = [];
  const { world, act } = stage((t, d) => {
    if (t === 'MESSAGE_CREATE') messages.push(d);
  });
  perform({ act }, scenarioActions(world, 12, 3_000));
  const share = (holds: (message: Seen) => boolean) => messages.filter(holds).length / messages.length;
  const kinds = {
    reply: share(({ type }) => type === 19),
    thread: share((message) => message.channel_type === 11),
    code: share(({ content }) => content.includes('```')),
    link: share(({ content }) => content.includes('https://')),
    attachment: share(({ attachments }) => attachments.length > 0),
    long: share(({ content }) => content.length > 500),
    short: share(({ content }) => content.length < 100),
  };
  expect(Object.entries(kinds).filter(([, part]) => part < 0.02)).toEqual([]);
  const byAuthor = new Map<string, number>();
  for (const { author } of messages) byAuthor.set(author.id, (byAuthor.get(author.id) ?? 0) + 1);
  const busiest = [...byAuthor.values()].sort((a, b) => b - a).slice(0, 6);
  expect(busiest.reduce((sum, own) => sum + own, 0)).toBeGreaterThan(messages.length * 0.3);
});

test('a running scenario goes on until it is stopped', async () => {
  const stopping = new AbortController();
  let seen = 0;
  const simulator = stage(() => {
    seen += 1;
    if (seen === 200) stopping.abort();
  });
  await runScenario(simulator, { seed: 1, rate: 5_000, signal: stopping.signal });
  expect(seen).toBe(200);
  const zero = { seed: 1, rate: 0, signal: stopping.signal };
  await expect(runScenario(simulator, zero)).rejects.toThrow('above 0');
});
