import { once } from 'node:events';
import { Client, Events, GatewayIntentBits } from 'discord.js';
import { buildCommunity } from './community/community.js';
import { type DiscordSimulator, startDiscordSimulator } from './simulator.js';
import type { Guild } from './world/world.js';

let simulator: DiscordSimulator;
let client: Client;

beforeEach(async () => {
  simulator = await startDiscordSimulator({ world: buildCommunity({ seed: 2, members: 20 }) });
  client = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.MessageContent],
    rest: { api: simulator.apiUrl },
  });
});

afterEach(async () => {
  await client.destroy();
  await simulator.stop();
});

const guildOf = () => simulator.world.guilds[0] as Guild;

function say(content: string): string {
  const guild = guildOf();
  const channelId = guild.channels.find(({ type }) => type === 0)?.id as string;
  const authorId = guild.members.find(({ user }) => !user.bot)?.user.id as string;
  return simulator.act.message({ guildId: guild.id, channelId, authorId, content }).messageId;
}

test('discord.js logs in, knows the guild, hears a message, and resumes after the socket was lost', async () => {
  const ready = once(client, Events.ClientReady);
  await client.login(simulator.token);
  await ready;
  expect(client.guilds.cache.get(guildOf().id)?.name).toBe(guildOf().name);

  const heard = once(client, Events.MessageCreate);
  const first = say('hello');
  expect((await heard)[0]).toMatchObject({ id: first, content: 'hello' });

  const resumed = once(client, Events.ShardResume);
  const missed = once(client, Events.MessageCreate);
  simulator.dropSockets();
  const second = say('while you were away');
  await resumed;
  expect((await missed)[0]).toMatchObject({ id: second });
  expect(simulator.stats).toMatchObject({ identifies: 1, resumes: 1 });
});

test('discord.js is refused with a wrong token', async () => {
  await expect(client.login('not-the-token')).rejects.toMatchObject({ code: 'TokenInvalid' });
});

describe('what a bot does', () => {
  const channelId = () => guildOf().channels.find(({ type }) => type === 0)?.id as string;
  const ada = () => guildOf().members.find(({ user }) => !user.bot)?.user.id as string;
  const place = () => ({ guildId: guildOf().id, channelId: channelId(), userId: ada() });

  async function ready(): Promise<Client<true>> {
    const isReady = once(client, Events.ClientReady);
    await client.login(simulator.token);
    await isReady;
    return client as Client<true>;
  }

  test('a command is registered, used, deferred and answered; the second answer to it is refused', async () => {
    const bot = await ready();
    const options = [{ name: 'member', description: 'who', type: 6 }];
    await bot.application.commands.set([{ name: 'rank', description: 'Your rank', options }]);
    expect(simulator.transcript.at(-1)).toMatchObject({ kind: 'commands_registered' });

    bot.on(Events.InteractionCreate, async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.deferReply({ flags: 64 });
      const member = interaction.options.getUser('member');
      await interaction.editReply({
        content: `first: ${member?.id}`,
        files: [{ attachment: Buffer.from('png'), name: 'card.png' }],
      });
      await expect(interaction.followUp('more')).resolves.toBeDefined();
      await expect(
        interaction.client.rest.post(`/interactions/${interaction.id}/${interaction.token}/callback`, {
          body: { type: 5 },
          auth: false,
        }),
      ).rejects.toMatchObject({ code: 40_060 });
    });
    const used = simulator.useCommand({ ...place(), name: 'rank', options: { member: ada() } });
    const { message, isPrivate, files } = await used.answer();
    expect(message?.content).toBe(`first: ${ada()}`);
    expect(isPrivate).toBe(true);
    expect(files).toEqual([{ name: 'card.png', bytes: Buffer.from('png') }]);
    expect(await (await fetch(message?.attachments[0]?.url as string)).text()).toBe('png');
    expect(() => simulator.useCommand({ ...place(), name: 'nope' })).toThrow('no command /nope');
  });

  test('an interaction that nobody answers in time is unknown', async () => {
    await simulator.stop();
    simulator = await startDiscordSimulator({
      world: buildCommunity({ seed: 2, members: 20 }),
      answerWithinMs: -1,
    });
    client.rest.options.api = simulator.apiUrl;
    const bot = await ready();
    await bot.application.commands.set([{ name: 'rank', description: 'Your rank' }]);
    const refused = new Promise((resolve) => {
      bot.on(Events.InteractionCreate, (interaction) => {
        if (interaction.isChatInputCommand()) interaction.reply('late').catch(resolve);
      });
    });
    simulator.useCommand({ ...place(), name: 'rank' });
    expect(await refused).toMatchObject({ code: 10_062 });
  });

  test('buttons and suggestions', async () => {
    const bot = await ready();
    const options = [{ name: 'quest', description: 'which', type: 3, autocomplete: true }];
    await bot.application.commands.set([{ name: 'quests', description: 'Quests', options }]);
    bot.on(Events.InteractionCreate, async (interaction) => {
      if (interaction.isAutocomplete()) {
        await interaction.respond([{ name: interaction.options.getFocused(), value: '1' }]);
      } else if (interaction.isButton()) await interaction.update({ content: 'pressed', components: [] });
      else if (interaction.isChatInputCommand()) {
        const button = { type: 2, style: 1, label: 'Claim', custom_id: 'claim:1' };
        await interaction.reply({ content: 'one quest', components: [{ type: 1, components: [button] }] });
      }
    });
    const typed = simulator.typeOption({
      ...place(),
      name: 'quests',
      option: 'quest',
      options: { quest: 'rev' },
    });
    expect((await typed.answer()).choices).toEqual([{ name: 'rev', value: '1' }]);
    const on = await simulator.useCommand({ ...place(), name: 'quests' }).answer();
    const pressed = await simulator.pressButton({ ...place(), on, label: 'Claim' }).answer();
    expect(pressed.message?.content).toBe('pressed');
    expect(() => simulator.pressButton({ ...place(), on, label: 'Nope' })).toThrow('no button');
  });

  test('a message with an enforced nonce is one, within the window and whatever became of the answer', async () => {
    await ready();
    const send = (nonce: string) =>
      client.rest.post(`/channels/${channelId()}/messages`, {
        body: { content: 'level 5', nonce, enforce_nonce: true },
      }) as Promise<{ id: string }>;
    const mend = simulator.breakRequests({ kind: 'lose', method: 'POST', times: 1 });
    await expect(send('a')).rejects.toThrow();
    mend();
    const first = await send('a');
    const stopBreaking = simulator.breakRequests({ kind: 'break', method: 'POST', times: 1 });
    expect((await send('a')).id).toBe(first.id);
    stopBreaking();
    expect((await send('b')).id).not.toBe(first.id);
    expect(simulator.transcript.filter(({ kind }) => kind === 'message')).toHaveLength(2);
    const last = (await client.rest.get(`/channels/${channelId()}/messages`)) as { id: string }[];
    expect(last.map(({ id }) => id)).toContain(first.id);
  });

  test('a rate limit is waited out', async () => {
    await ready();
    simulator.breakRequests({ kind: 'rate_limit', method: 'POST', times: 2, delayMs: 20 });
    await client.rest.post(`/channels/${channelId()}/messages`, { body: { content: 'x' } });
    const posts = simulator.requests.filter((request) => request.startsWith('POST /channels'));
    expect(posts).toHaveLength(3);
    expect(simulator.transcript).toHaveLength(1);
  });

  test('roles are given and taken, where Discord lets the bot', async () => {
    await ready();
    const { id: guildId, roles } = guildOf();
    const [, memberRole] = roles;
    const own = roles.find(({ name }) => name === 'Synapse');
    const path = (roleId = '') => `/guilds/${guildId}/members/${ada()}/roles/${roleId}` as const;
    await client.rest.delete(path(memberRole?.id));
    await client.rest.put(path(memberRole?.id));
    await client.rest.put(path(memberRole?.id));
    const deed = { guildId, userId: ada(), roleId: memberRole?.id };
    expect(simulator.transcript.at(-1)).toMatchObject({ kind: 'role_added', ...deed });
    expect(simulator.transcript.filter(({ kind }) => kind === 'role_added')).toHaveLength(1);
    await expect(client.rest.put(path(own?.id))).rejects.toMatchObject({ code: 50_013 });
    await expect(client.rest.put(path('1'))).rejects.toMatchObject({ code: 10_011 });
  });

  test('people read what the bot did', async () => {
    await ready();
    await client.rest.post(`/channels/${channelId()}/messages`, { body: { content: '**Ada** <script>' } });
    const html = await (await fetch(simulator.transcriptUrl)).text();
    expect(html).toContain('<b>Ada</b> &#60;script&#62;');
  });
});
