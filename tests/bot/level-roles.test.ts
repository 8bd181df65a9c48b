import { buildFact, eventually, type Guild, publishFacts, seededRandom } from '@synapse/testkit';
import { type BotWorld, startBotWorld } from './bot-world';

let world: BotWorld;
let guild: Guild;
/** Where a test began in the transcript. */
let began: number;
let roles: Record<'low' | 'middle' | 'high', string>;

beforeAll(async () => {
  world = await startBotWorld();
  ({ guild } = world);
  // Below the bot's own role, and without power.
  const [low, middle, high] = guild.roles.slice(1, 4).map(({ id }) => id);
  roles = { low, middle, high } as typeof roles;
  for (const member of guild.members.slice(1)) member.roles = [];
}, 120_000);

beforeEach(async () => {
  const mapping = [
    { level: 2, role_id: roles.low },
    { level: 5, role_id: roles.middle },
    { level: 7, role_id: roles.high },
  ];
  const base = { cooldown_seconds: 0, xp_base_message: 400, level_roles_mode: 'stack' };
  await world.set({ ...base, level_roles: mapping });
  began = world.discord.transcript.length;
}, 90_000);

afterAll(() => world.end(), 30_000);

const rolesOf = (id: string) => guild.members.find(({ user }) => user.id === id)?.roles.toSorted() ?? [];
const changes = () =>
  world.discord.transcript
    .slice(began)
    .flatMap((deed) =>
      deed.kind === 'role_added' || deed.kind === 'role_removed'
        ? [`${deed.kind} ${deed.userId} ${deed.roleId}`]
        : [],
    );
const quiet = () =>
  eventually(
    'every check to be done',
    async () => (await world.rows('select from role_checks')).length === 0,
  );

test('skipped levels bring all their roles; a mapping that changes is followed by everybody', async () => {
  const [ada, ben] = [world.newcomer(), world.newcomer()];
  await world.talk(ada);
  await eventually('ada to have all three', () => rolesOf(ada).length === 3);
  await world.set({ xp_base_message: 130 });
  await world.talk(ben);
  await eventually('ben to have the first', () => rolesOf(ben).length === 1);
  await world.set({ level_roles_mode: 'replace' });
  await eventually('ada to have the highest alone', () => rolesOf(ada).join() === roles.high, 25_000);
  await quiet();
  expect(rolesOf(ben)).toEqual([roles.low]);
  expect(new Set(changes()).size).toBe(changes().length);
}, 45_000);

test('who comes back gets them again', async () => {
  const ada = world.newcomer();
  await world.talk(ada);
  await eventually('ada to have all three', () => rolesOf(ada).length === 3);
  await quiet();
  const leave = { id: 'member_leave:s:1', guild_id: guild.id, user_id: ada, channel_id: null };
  const at = new Date().toISOString();
  const times = { at, received_at: at };
  await publishFacts(world.servers.bus, 'main', [buildFact('member_leave', { ...leave, ...times } as never)]);
  const member = guild.members.find(({ user }) => user.id === ada) as { roles: string[] };
  member.roles = [];
  // What happened in the moment of the leave is no return.
  const later = new Date(Date.parse(at) + 1_000).toISOString();
  const joined = { ...leave, id: 'member_join:s:2', at: later, received_at: later };
  const join = buildFact('member_join', joined as never, { joined_at: later });
  await publishFacts(world.servers.bus, 'main', [join]);
  await eventually('ada to have them again', () => rolesOf(ada).length === 3);
});

test('a role with power, of an integration or above the bot is passed over, and holds up no other', async () => {
  const own = guild.roles.find(({ name }) => name === 'Synapse');
  const empowered = (permissions: string) => {
    const role = { ...guild.roles[3], permissions };
    guild.roles[3] = role as Guild['roles'][number];
    const more = { hoist: false, managed: false, mentionable: false, flags: 0, colors: { primary_color: 0 } };
    world.discord.send(guild.id, 'GUILD_ROLE_UPDATE', { guild_id: guild.id, role: { ...role, ...more } });
  };
  const before = guild.roles[3]?.permissions ?? '0';
  empowered(String(1 << 3));
  await world.set({
    level_roles: [
      { level: 2, role_id: roles.low },
      { level: 3, role_id: own?.id },
      { level: 4, role_id: '1' },
      { level: 5, role_id: roles.high },
      { level: 6, role_id: roles.middle },
    ],
  });
  const ada = world.newcomer();
  await world.talk(ada);
  await eventually('ada to have the others', () => rolesOf(ada).length === 2);
  await quiet();
  expect(rolesOf(ada)).toEqual([roles.low, roles.middle].sort());
  empowered(before);
});

test('a role that Discord refuses holds up no other, and nobody behind it', async () => {
  const mend = world.discord.breakRequests({
    kind: 'refuse',
    status: 403,
    code: 50_013,
    path: new RegExp(`/roles/${roles.low}$`),
  });
  const [ada, ben] = [world.newcomer(), world.newcomer()];
  await world.talk(ada);
  await world.talk(ben);
  await eventually('both to have the others', () => [ada, ben].every((id) => rolesOf(id).length === 2));
  await quiet();
  mend();
  for (const id of [ada, ben]) expect(rolesOf(id)).toEqual([roles.middle, roles.high].sort());
});

test('30 % of requests fail: everybody ends with the right roles, and none flaps', async () => {
  const random = seededRandom(5);
  const path = /\/members\//;
  for (const [kind, chance] of [
    ['rate_limit', 0.1],
    ['lose', 0.1],
    ['break', 0.05],
    ['refuse', 0.05],
  ] as const)
    world.discord.breakRequests({ kind, chance, random, path });
  const some = Array.from({ length: 6 }, () => world.newcomer());
  for (const id of some) await world.talk(id);
  await eventually('the first to have a role', () => changes().length > 0);
  await world.stopBot();
  await world.startBot();
  await eventually('everybody to have theirs', () => some.every((id) => rolesOf(id).length === 3), 25_000);
  await quiet();
  const all = changes().filter((change) => some.some((id) => change.includes(id)));
  expect(all.every((change) => change.startsWith('role_added'))).toBe(true);
  expect(new Set(all).size).toBe(all.length);
  expect(all).toHaveLength(18);
}, 45_000);
