import { gunzipSync } from 'node:zlib';
import { eventually, withClient } from '@synapse/testkit';
import { type BotWorld, startBotWorld } from './bot-world';

let world: BotWorld;
let ada: string;
let ben: string;
let eve: string;
let zoe: string;

beforeAll(async () => {
  world = await startBotWorld();
  [ada, ben, eve, zoe] = world.members as [string, string, string, string];
  await world.set({ cooldown_seconds: 0, xp_base_message: 100 });
  await world.talk(ada, 5);
  await world.talk(ben, 2);
  await eventually('the boards to know both', async () => {
    const { message } = await world.use(ada, 'leaderboard');
    return message?.embeds[0]?.description?.includes('🥈');
  });
}, 60_000);

afterAll(() => world.end(), 30_000);

const text = async (answer: ReturnType<BotWorld['use']>) => {
  const { message } = await answer;
  const [embed] = message?.embeds ?? [];
  return [message?.content, embed?.title, embed?.description].filter(Boolean).join('\n');
};
const goldOf = async (id: string) =>
  (await world.rows<{ gold: number }>(`select gold from users where id = ${id}`))[0]?.gold;

test('/profile is a picture of the member, for everybody to see', async () => {
  const { files, isPrivate, message } = await world.use(ada, 'profile');
  expect(files.map(({ name }) => name)).toEqual(['rank-card.png']);
  expect(files[0]?.bytes.subarray(0, 8)).toEqual(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
  expect(isPrivate).toBe(false);
  expect(message?.attachments).toHaveLength(1);
  expect((await world.use(ben, 'profile', { member: ada })).files).toHaveLength(1);
});

test('/profile of somebody unknown says so, to the asker alone', async () => {
  const answer = await world.use(eve, 'profile');
  expect(answer.message?.content).toBe('Nothing is known of you yet: say something first.');
  expect(answer.isPrivate).toBe(true);
});

test('/profile in words, where the picture does not come in time', async () => {
  await world.stopBot();
  await world.startBot({ drawWithinMs: 0 });
  // The first may be drawn before the time is up.
  const answers = await Promise.all(Array.from({ length: 6 }, () => world.use(ada, 'profile')));
  const inWords = answers.find(({ files }) => files.length === 0);
  expect(inWords?.message?.embeds[0]?.fields?.map(({ name }) => name)).toEqual([
    'Level',
    'XP',
    'Rank',
    'Stars',
    'Gold',
    'Achievements',
  ]);
  await world.stopBot();
  await world.startBot();
});

test('/leaderboard has pages, boards and a way to one’s own place', async () => {
  const first = await world.use(ada, 'leaderboard', { board: 'gold', page: 7 });
  expect(first.message?.embeds[0]).toMatchObject({
    title: 'Gold',
    footer: { text: 'Page 1 of 1 · 2 members' },
  });
  const place = { guildId: world.guild.id, channelId: world.channel, userId: ben };
  const pressed = await world.discord.pressButton({ ...place, on: first, label: 'My place' }).answer();
  expect(pressed.message?.embeds[0]?.description).toContain('**');
  expect(() => world.discord.pressButton({ ...place, on: first, label: 'Next ›' })).toThrow('no button');
});

test('/achievements lists what was earned', async () => {
  expect(await text(world.use(ada, 'achievements'))).toContain('Hello World');
  expect(await text(world.use(ben, 'achievements', { member: eve }))).toBe(
    'Nothing is known of this member yet.',
  );
});

test('/why explains the last reward, or that of a message, to its author alone', async () => {
  const [message] = await world.talk(ben);
  await eventually('the message to be judged', async () =>
    (await text(world.use(ben, 'why', { message: String(message) }))).includes('+100 XP'),
  );
  const link = `https://discord.com/channels/${world.guild.id}/${world.channel}/${message}`;
  const own = await world.use(ben, 'why', { message: link });
  expect(own.isPrivate).toBe(true);
  expect(own.message?.embeds[0]).toMatchObject({ title: '+100 XP · +1 stars' });
  expect(await text(world.use(ben, 'why'))).toContain('XP');
  expect(await text(world.use(ada, 'why', { message: link }))).toContain('somebody else’s');
  expect(await text(world.use(ada, 'why', { message: 'hello' }))).toContain('no link of a message');
  expect(await text(world.use(eve, 'why'))).toBe('You have earned nothing yet.');
});

test('/journal is the caller’s own', async () => {
  const answer = await world.use(ada, 'journal');
  expect(answer.isPrivate).toBe(true);
  expect(answer.message?.embeds[0]?.description).toContain('+100 XP · +1 ★');
  expect(await text(world.use(eve, 'journal'))).toBe('You have earned nothing yet.');
});

test('/buy-coffee is paid once, also when Discord sends it twice', async () => {
  const before = (await goldOf(ada)) ?? 0;
  const use = world.discord.useCommand({
    guildId: world.guild.id,
    channelId: world.channel,
    userId: ada,
    name: 'buy-coffee',
  });
  world.discord.redeliver(use.id);
  const { message } = await use.answer();
  expect(message?.content).toBe(`☕ Enjoy! That was 50 Gold; you have ${before - 50} left.`);
  await world.stopBot();
  await world.startBot();
  world.discord.redeliver(use.id);
  await world.use(ada, 'preferences');
  expect(await goldOf(ada)).toBe(before - 50);
  expect(await text(world.use(eve, 'buy-coffee'))).toContain('Nothing is known of you yet');
  const poor = world.newcomer();
  await world.talk(poor);
  await eventually('the newcomer to be known', async () => (await goldOf(poor)) !== undefined);
  expect(await text(world.use(poor, 'buy-coffee'))).toBe('You do not have enough gold for this yet.');
});

test('/preferences shows and changes what is announced', async () => {
  expect(await text(world.use(ada, 'preferences'))).toContain('🔔 Level-ups: announced');
  const changed = await text(world.use(ada, 'preferences', { level_ups: false }));
  expect(changed).toContain('🔕 Level-ups: not announced');
  expect(changed).toContain('🔔 Awards: announced');
  expect(await text(world.use(ada, 'preferences'))).toBe(changed);
});

test('/link-github takes a name of the right form, and removes it', async () => {
  const name = async () =>
    (
      await world.rows<{ name: string | null }>(`select github_username as name from users where id = ${ada}`)
    )[0]?.name;
  expect(await text(world.use(ada, 'link-github', { username: 'ada-l' }))).toContain('ada-l');
  expect(await name()).toBe('ada-l');
  expect(await text(world.use(ada, 'link-github', { username: '-ada' }))).toContain('no names of this form');
  expect(await text(world.use(ada, 'link-github'))).toContain('No GitHub account');
  expect(await name()).toBeNull();
});

test('/quests are listed, claimed and given back', async () => {
  expect(await text(world.use(ada, 'quests list'))).toContain('No quest is open');
  await world.use(world.owner, 'quest open', {
    title: 'Write the guide',
    description: 'All of it',
    gold: 20,
  });
  const place = { guildId: world.guild.id, channelId: world.channel, userId: ada, name: 'quests claim' };
  const [choice] = await eventually('the quest to be suggested', async () => {
    const typed = world.discord.typeOption({ ...place, option: 'quest', options: { quest: 'guide' } });
    const { choices = [] } = await typed.answer();
    return choices.length > 0 && choices;
  });
  expect(choice?.name).toBe('Write the guide (open)');
  const quest = String(choice?.value);
  const claimed = async (id: string) => text(world.use(id, 'quests claim', { quest }));
  await eventually('the quest to be claimed', async () => (await claimed(ada)).includes('is yours'));
  expect(await claimed(ben)).toContain('not in a state');
  expect(await text(world.use(ben, 'quests release', { quest }))).toContain('Somebody else claimed');
  expect(await text(world.use(ada, 'quests claim', { quest: 'guide' }))).toContain('Pick one from the list');
  await eventually('the list to show the claim', async () =>
    (await text(world.use(ben, 'quests list'))).includes('taken by'),
  );
  expect(await text(world.use(ada, 'quests release', { quest }))).toBe('The quest is open again.');
});

test('while the database is slow the answer is deferred in time, and still comes', async () => {
  const slow = await withClient(world.servers.database.url, async (client) => {
    await client.query('begin; lock table activity_log in access exclusive mode');
    const { requests } = world.discord;
    const before = requests.length;
    const answer = world.use(ada, 'journal');
    await eventually('it to be deferred', () =>
      requests.slice(before).some((request) => request.endsWith('/callback')),
    );
    await client.query('commit');
    return answer;
  });
  expect(slow.answered).toBe('deferred');
  expect(slow.answeredAfterMs).toBeLessThan(3_000);
  expect(slow.message?.embeds[0]?.title).toBe('Your journal');
});

test('Discord is told to wait first when an interaction comes late', async () => {
  const place = { guildId: world.guild.id, channelId: world.channel, userId: ada };
  const late = await world.discord.useCommand({ ...place, name: 'leaderboard', lateMs: 1_500 }).answer();
  expect(late.answered).toBe('deferred');
  expect(late.message?.embeds[0]?.title).toBe('All time');
});

test('an answer that Discord lost is given again', async () => {
  const mend = world.discord.breakRequests({ kind: 'break', path: /callback$/, times: 1 });
  expect(await text(world.use(ada, 'preferences'))).toContain('Level-ups');
  mend();
});

test('/privacy export hands over everything, /privacy delete removes it once it is confirmed', async () => {
  const answer = await world.use(ben, 'privacy export');
  expect(answer.isPrivate).toBe(true);
  const [file] = answer.files;
  const bytes = file?.name.endsWith('.gz') ? gunzipSync(file.bytes) : (file?.bytes as Buffer);
  expect(JSON.parse(bytes.toString('utf8'))).toMatchObject({
    v: 1,
    id: ben,
    member: { xp: expect.any(Number) },
  });
  expect(await text(world.use(zoe, 'privacy export'))).toBe('Nothing is stored about you.');

  const place = { guildId: world.guild.id, channelId: world.channel, userId: ben };
  const asked = await world.use(ben, 'privacy delete');
  const kept = await world.discord.pressButton({ ...place, on: asked, label: 'Keep it' }).answer();
  expect(kept.message?.content).toBe('Nothing was deleted.');
  const again = await world.use(ben, 'privacy delete');
  const gone = await world.discord.pressButton({ ...place, on: again, label: 'Delete everything' }).answer();
  expect(gone.message?.content).toBe('Everything that was stored about you is gone.');
  expect(await goldOf(ben)).toBeUndefined();
});

test('an export larger than a message of the bus, or than a file of Discord, arrives whole', async () => {
  // What cannot be packed well: some megabytes of digests.
  await world.rows(
    `insert into activity_log (id, user_id, event_type, source_event_id, metadata)
     select 1000000 + n, ${ada}, 'MANUAL_AWARD', 'large:' || n, jsonb_build_object('kind', 'award', 'reason',
       (select string_agg(md5(n::text || part::text), '') from generate_series(1, 40) as part))
     from generate_series(1, 1500) as n`,
  );
  const place = { guildId: world.guild.id, channelId: world.channel, userId: ada };
  const ask = (attachmentSizeLimit: number) =>
    world.discord.useCommand({ ...place, name: 'privacy export', attachmentSizeLimit }).answer(60_000);
  const [whole] = (await ask(10 * 1024 * 1024)).files;
  expect(whole?.name).toBe('synapse.json');
  const text = whole?.bytes.toString('utf8') ?? '';
  const { journal } = JSON.parse(text) as { journal: { source_event_id: string | null }[] };
  expect(journal.filter((row) => row.source_event_id?.startsWith('large:'))).toHaveLength(1_500);

  expect((await ask(2 * 1024 * 1024)).files.map(({ name }) => name)).toEqual(['synapse.json.gz']);
  const limit = 400_000;
  const several = await ask(limit);
  expect(several.message?.content).toContain('It comes in');
  const files = await eventually('every file to be there', () => {
    const sent = world.deeds('answer').filter(({ interactionId }) => interactionId === several.id);
    const all = sent.flatMap((deed) => deed.files);
    return sent.every(({ isPrivate }) => isPrivate) && all.length >= 3 && all;
  });
  expect(files.map(({ name }) => name)).toEqual(files.map((_, index) => `synapse.json.gz.00${index + 1}`));
  expect(gunzipSync(Buffer.concat(files.map(({ bytes }) => bytes))).toString('utf8')).toBe(text);
  expect((await ask(1_000)).message?.content).toContain('more about you than Discord takes');
}, 120_000);

test('/leaderboard goes on as far as there are members', async () => {
  await world.rows(
    `insert into users (id, discord_name, xp) select 900000000000000000 + n, 'Member ' || n, 1 from generate_series(1, 1500) as n`,
  );
  await world.stopQuery();
  await world.startQuery();
  const page = (number: number) =>
    eventually('the page', async () => {
      const { message } = await world.use(ada, 'leaderboard', { page: number });
      return message?.embeds[0]?.description?.includes('Member') && message.embeds[0];
    });
  const first = await world.use(ada, 'leaderboard');
  const place = { guildId: world.guild.id, channelId: world.channel, userId: ada };
  const next = await world.discord.pressButton({ ...place, on: first, label: 'Next ›' }).answer();
  expect(next.message?.embeds[0]?.footer?.text).toContain('Page 2 of 15');
  const back = await world.discord.pressButton({ ...place, on: next, label: '‹ Back' }).answer();
  expect(back.message?.embeds[0]?.footer?.text).toContain('Page 1 of 15');
  expect((await page(140))?.description?.split('\n')[0]).toMatch(/^`1391` Member \d+ — 1 XP/);
  expect((await page(200_000_000))?.footer?.text).toMatch(/^Page 151 of 151 · 1,50\d members$/);
});

test('Discord is told the commands once', async () => {
  const { registerCommands } = await import('../../services/bot/src/register-commands');
  const { COMMANDS } = await import('../../services/bot/src/commands/commands');
  const all = [...COMMANDS.values()].map(({ definition }) => definition);
  const access = { token: world.discord.token, apiUrl: world.discord.apiUrl };
  expect((await registerCommands(access, all)).isChanged).toBe(false);
  expect((await registerCommands(access, all.slice(1))).isChanged).toBe(true);
  expect((await registerCommands(access, all)).isChanged).toBe(true);
});
