import { eventually } from '@synapse/testkit';
import { type BotWorld, startBotWorld } from './bot-world';

let world: BotWorld;
let ada: string;

beforeAll(async () => {
  world = await startBotWorld();
  [ada] = world.members as [string];
  await world.talk(ada);
}, 60_000);

afterAll(() => world.end(), 30_000);

const asOwner = async (name: string, options: Parameters<BotWorld['use']>[2] = {}) => {
  const answer = await world.use(world.owner, name, options);
  expect(answer.isPrivate).toBe(true);
  return answer.message?.content ?? '';
};
const actions = async () => (await world.audit()).map(({ action_type }) => action_type);
const suggested = async (name: string, option: string, typed: string, options = {}) => {
  const place = { guildId: world.guild.id, channelId: world.channel, userId: world.owner };
  const given = { ...options, [option]: typed };
  const { choices = [] } = await world.discord
    .typeOption({ ...place, name, option, options: given })
    .answer();
  return choices;
};

test('Discord shows them to admins alone, and admin refuses everybody else', async () => {
  await expect(world.use(ada, 'award', { member: ada, xp: 5, reason: 'x' })).rejects.toThrow('does not show');
  // A guild's own settings may show a command to others: it is checked again.
  const everyone = world.guild.roles[0] as { permissions: string };
  const before = everyone.permissions;
  everyone.permissions = String(BigInt(before) | (1n << 5n));
  const { message } = await world.use(ada, 'award', { member: ada, xp: 5, reason: 'x' });
  everyone.permissions = before;
  expect(message?.content).toBe('Only an admin of the community may do this.');
  expect(await actions()).toEqual([]);
});

test('/award gives and takes, and is audited', async () => {
  expect(await asOwner('award', { member: ada, xp: 500, gold: 20, reason: 'helped out' })).toContain(
    '+500 XP, +20 gold.',
  );
  expect(await asOwner('award', { member: ada, gold: -2_000, reason: 'x' })).toContain('range');
  expect(await asOwner('award', { member: ada, reason: 'x' })).toBe('Say how much XP or gold.');
  expect(await asOwner('award', { member: world.discord.client.id, xp: 1, reason: 'x' })).toBe(
    'Bots earn nothing.',
  );
  expect(await actions()).toEqual(['MANUAL_AWARD']);
  const [{ xp } = { xp: 0 }] = await world.rows<{ xp: number }>(`select xp from users where id = ${ada}`);
  expect(xp).toBeGreaterThanOrEqual(515);
});

test('/create-achievement, /grant-achievement and /revoke-achievement', async () => {
  const definition = { name: 'Gardener', description: 'Tends the place', requirement: 'custom', xp: 10 };
  expect(await asOwner('create-achievement', definition)).toContain('can be earned');
  expect(await asOwner('create-achievement', definition)).toContain('already');
  expect(
    await asOwner('create-achievement', { ...definition, name: 'X', requirement: 'counter_threshold' }),
  ).toContain('must name the counter');
  const [choice] = await eventually('the achievement to be suggested', async () => {
    const choices = await suggested('grant-achievement', 'achievement', 'garden');
    return choices.length > 0 && choices;
  });
  const achievement = String(choice?.value);
  expect(await asOwner('grant-achievement', { member: ada, achievement })).toContain('has it now');
  expect(await asOwner('grant-achievement', { member: ada, achievement })).toContain('has this achievement');
  expect(await asOwner('revoke-achievement', { member: ada, achievement })).toContain('no longer has it');
  expect(await asOwner('grant-achievement', { member: ada, achievement: 'Gardener' })).toContain('Pick one');
});

test('/quest open and complete', async () => {
  expect(
    await asOwner('quest open', { title: 'Tidy up', description: 'The attic', xp: 30, gold: 7 }),
  ).toContain('open');
  const [row] = await world.rows<{ id: number }>(`select id from quests where title = 'Tidy up'`);
  const quest = String(row?.id);
  expect(await asOwner('quest complete', { quest })).toContain('not in a state');
  await eventually('the quest to be claimed', async () =>
    (await world.use(ada, 'quests claim', { quest })).message?.content.includes('yours'),
  );
  expect(await asOwner('quest complete', { quest })).toBe('It is complete, and paid: 30 XP, 7 gold.');
});

test('/settings get and set', async () => {
  expect(await asOwner('settings get', { key: 'coffee_gold_cost' })).toContain('`50`');
  expect(await asOwner('settings set', { key: 'coffee_gold_cost', value: '75' })).toContain(
    'is `75` from now on',
  );
  await eventually('the rules to say so', async () =>
    (await asOwner('settings get', { key: 'coffee_gold_cost' })).includes('`75`'),
  );
  expect(
    await asOwner('settings set', { key: 'announce_channel_id', value: `<#${world.channel}>` }),
  ).toContain(`"${world.channel}"`);
  expect(await asOwner('settings set', { key: 'coffee_gold_cost', value: '-1' })).toContain(
    'coffee_gold_cost',
  );
  expect(await asOwner('settings set', { key: 'nope', value: '1' })).toContain('No setting has this key');
  expect((await suggested('settings get', 'key', 'coffee')).map(({ value }) => value)).toEqual([
    'coffee_gold_cost',
  ]);
});

test('/multiplier changes one kind of activity in a category', async () => {
  const [choice] = await suggested('multiplier', 'category', 'devel', { activity: 'MESSAGE', xp: 2 });
  const category = String(choice?.value);
  expect(await asOwner('multiplier', { category, activity: 'MESSAGE', xp: 2, stars: 1.5 })).toContain(
    'XP × 2',
  );
  expect(await asOwner('multiplier', { category, activity: 'THREAD_CREATE', xp: 3 })).toContain('XP × 3');
  expect(
    await world.rows(
      `select interaction_type, xp_multiplier, star_multiplier from category_multipliers where category_id = ${category} order by 1`,
    ),
  ).toEqual([
    { interaction_type: 'MESSAGE', xp_multiplier: 2, star_multiplier: 1.5 },
    { interaction_type: 'THREAD_CREATE', xp_multiplier: 3, star_multiplier: 1 },
  ]);
});

test('/season start and end', async () => {
  expect(await asOwner('season start', { name: 'Winter', days: 30 })).toContain('**Winter** has begun.');
  await eventually('the season to be known', async () =>
    (await asOwner('season end')).includes('**Winter** has ended'),
  );
  await eventually(
    'the end to be known',
    async () => (await asOwner('season end')) === 'No season is active.',
  );
});
