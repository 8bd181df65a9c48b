import {
  COMMANDS,
  type CommandType,
  DENIALS,
  type Denial,
  INTERACTION_TYPES,
  type InteractionType,
} from '@synapse/contracts';
import {
  createStory,
  fact,
  judged,
  madeAt,
  message,
  reaction,
  rulesWith,
  thread,
  voiceTick,
} from '../test/given.js';
import { command, earnedBy, given, member, quest, season, story, template } from '../test/given-commands.js';
import { explain, type JournalRow, LARGEST_FIGURE, newMember } from './index.js';

const SECOND = 1000;
const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 0, 2, 12);

const categories = [
  {
    id: 3,
    guild_id: '10',
    name: 'Programming',
    active: true,
    channels: ['100'],
    multipliers: [{ interaction_type: 'MESSAGE' as const, xp_multiplier: 1.5, star_multiplier: 1 }],
  },
];
const words = (row: JournalRow | undefined, categoryName?: string) =>
  row && explain({ ...row, categoryName });

test('what was earned is told factor by factor', () => {
  const [row] = judged(rulesWith({ categories }), message({ has_code_block: true }));
  expect(words(row, 'Programming')).toBe(
    '15 base × 1.5 Programming × 1.4 code block = 31 XP; 1 base = 1 star',
  );
});

test('every factor of a message’s form has its words', () => {
  const full = { has_link: true, has_attachment: true, emoji_count: 6 };
  expect(words(judged(rulesWith(), message({ ...full, length: 501 }))[0])).toBe(
    '15 base × 1.5 long text × 1.25 link × 1.1 attachment × 0.5 many emoji = 15 XP; 1 base = 1 star',
  );
  expect(words(judged(rulesWith(), message({ length: 201 }))[0])).toMatch(
    /^15 base × 1.2 longer text = 18 XP/,
  );
  const floored = rulesWith({ settings: { quality_penalty_emoji_spam: 0.01 } });
  expect(words(judged(floored, message({ emoji_count: 6 }))[0])).toMatch(
    /^15 base × 0.1 least quality = 1 XP/,
  );
});

test('what is worth nothing says so', () => {
  const settings = { xp_base_message: 0, stars_base_message: 0 };
  expect(words(judged(rulesWith({ settings }), message())[0])).toBe('0: worth nothing by the rules');
});

test('a cut is told as one', () => {
  const [row] = judged(rulesWith({ settings: { daily_xp_cap: 10 } }), message());
  expect(words(row)).toBe('15 base, at most 10 (rest of the day) = 10 XP; 1 base = 1 star');
  const { judge } = createStory(rulesWith({ settings: { crowd_threshold: 1 } }));
  const on = madeAt(NOON - SECOND);
  const crowd = [5n, 6n].map((userId, n) =>
    judge(
      reaction({
        id: `rxn:${n}`,
        userId,
        at: NOON,
        payload: { emoji_name: 'a', message_id: on, parent_channel_id: null },
      }),
    ),
  );
  expect(words(crowd[1]?.[1])).toBe('8 base, at most 5 (reaction burst) = 5 XP; 2 base × 0 crowd = 0 stars');
});

test('a level and its gold', () => {
  const rows = judged(rulesWith({ settings: { xp_base_message: 130 } }), message());
  expect(words(rows[1])).toBe('level 2 reached: 50 gold');
});

test('an achievement and what it paid, also where the largest figure cuts it', () => {
  const templates = [template(1, { requirement_type: 'xp_milestone', requirement_value: 1 })];
  const rules = rulesWith({ templates });
  expect(words(judged(rules, message())[1])).toBe('10 achievement = 10 XP; 5 gold');
  const rich = { ...newMember(1n, 0), xp: LARGEST_FIGURE - 18, level: 2000 };
  expect(words(judged(rules, message(), new Map([[1n, rich]]))[1])).toBe(
    '10 achievement, at most 3 (the largest figure) = 3 XP; 5 gold',
  );
});

let count = 0;
const said = (at: number) => {
  count += 1;
  return message({}, { id: `msg:${count}`, at });
};
const reacted = (on: string, at = NOON, userId = 1n, targetId = 2n, emoji = 'a') => {
  count += 1;
  return fact(
    'reaction_add',
    { emoji_name: emoji, message_id: on, parent_channel_id: null },
    { id: `rxn:${count}`, at, userId, targetId },
  );
};
const lastOf = (facts: Parameters<ReturnType<typeof createStory>['judge']>[0][], settings = {}) => {
  const { judge } = createStory(rulesWith({ settings }));
  return facts.map((each) => judge(each)).at(-1)?.[0];
};
const late = () => {
  const { judge, forgetBefore } = createStory(rulesWith());
  forgetBefore(NOON);
  return judge(said(NOON - 1))[0];
};
const tooRich = () =>
  judged(
    rulesWith(),
    message(),
    new Map([[1n, { ...newMember(1n, 0), xp: LARGEST_FIGURE, level: 2000 }]]),
  )[0];

const ON = madeAt(NOON - HOUR);
const ZEROS: Record<Denial, [row: () => JournalRow | undefined, words: string]> = {
  cooldown: [() => lastOf([said(NOON), said(NOON + 18 * SECOND)]), '0: cooldown, 12 s left'],
  self_reaction: [() => lastOf([reacted(ON, NOON, 2n)]), '0: a reaction on one’s own message'],
  repeat_reaction: [() => lastOf([reacted(ON), reacted(ON)]), '0: this reaction was given before'],
  old_message: [
    () => lastOf([reacted(ON)], { reaction_memory_days: 0 }),
    '0: the message is too old to earn by reactions',
  ],
  pair_cap: [
    () => lastOf([reacted(ON)], { max_reactions_per_pair_per_day: 0 }),
    '0: enough reactions from this member to that one today',
  ],
  voice_cap: [
    () => lastOf([voiceTick()], { voice_ticks_per_hour: 0 }),
    '0: enough voice time in the last hour',
  ],
  daily_cap: [
    () => lastOf([said(NOON), said(NOON + HOUR)], { daily_xp_cap: 15 }),
    '0: the day’s XP are used up',
  ],
  late: [late, '0: it arrived too late to be judged'],
  out_of_range: [tooRich, '0: the figure would leave its range'],
};

test.each(DENIALS)('a zero for %s names its rule', (denial) => {
  const [row, expected] = ZEROS[denial];
  expect(row()?.reasons.denial).toBe(denial);
  expect(words(row())).toBe(expected);
});

const milestone = { requirement_type: 'xp_milestone' as const, requirement_value: 100 };
const rules = rulesWith({
  templates: [template(3), template(4, milestone)],
  quests: [quest],
  seasons: [season(0)],
});
const claimed = given([member({ id: 1n, gold: 60, xp: 90 })], {
  quests: new Map([[7, { status: 'claimed', claimer: 1n }]]),
});
const holder = given([member({ ...earnedBy(1n, 3), xp: 7, gold: 9 })], {
  payments: new Map([['1:3', { xp: 10, gold: 5 }]]),
});

/** What each command brings, in words; some bring no row. */
const COMMANDED: Record<CommandType, [rows: () => readonly JournalRow[], words: string[]]> = {
  award: [
    () => settled(command('award', { member: '9', xp: 5, reason: 'help' })),
    ['awarded for “help”: 5 XP'],
  ],
  grant_achievement: [
    () => settled(command('grant_achievement', { member: '9', template: 3 })),
    ['granted: 10 achievement = 10 XP; 5 gold'],
  ],
  revoke_achievement: [
    () => settled(command('revoke_achievement', { member: '1', template: 3 }), holder),
    ['an achievement taken back: -7 XP; -5 gold'],
  ],
  complete_quest: [
    () => settled(command('complete_quest', { quest: 7 })),
    [
      '130 base = 130 XP; 5 base = 5 stars; 20 gold',
      'level 2 reached: 50 gold',
      'level 3 reached: 50 gold',
      'level 4 reached: 50 gold',
      '10 achievement = 10 XP; 5 gold',
    ],
  ],
  import_member: [() => settled(command('import_member', { member: '9', xp: 60 })), ['imported: 60 XP']],
  sweep_template: [
    () => settled(command('sweep_template', { template: 4, from: '1', to: '5' }), qualified),
    ['10 achievement = 10 XP; 5 gold'],
  ],
  close_season: [() => settled(command('close_season', { season: 1 })), []],
  forget_before: [
    () => settled(command('forget_before', { before: new Date(NOON - 24 * HOUR).toISOString() })),
    [],
  ],
  correct: [
    () =>
      settled(
        command('correct', {
          member: '1',
          run: '4f1d',
          xp: -5,
          gold: 7,
          seasons: [{ season: null, stars: 1, voice_minutes: 10 }],
          levels: [],
          achievements: [],
          taken: [3],
          reason: 'r',
        }),
        holder,
      ),
    [
      'correction by the what-if 4f1d: -5 XP; 7 gold',
      'correction by the what-if 4f1d: 1 star; 10 voice minutes',
      'correction by the what-if 4f1d: an achievement goes',
    ],
  ],
  spend_gold: [() => settled(command('spend_gold', { item: 'coffee' })), ['spent on coffee: -50 gold']],
  link_github: [() => settled(command('link_github', { username: 'a' })), []],
  set_preference: [() => settled(command('set_preference', { announce_awards: false })), []],
  erase_member: [() => settled(command('erase_member', {})), []],
  claim_quest: [() => settled(command('claim_quest', { quest: 7 }), open), []],
  release_quest: [() => settled(command('release_quest', { quest: 7 })), []],
};
const qualified = given([member({ id: 1n, xp: 110, level: 5 })]);
const open = given([], { quests: new Map([[7, { status: 'open', claimer: null }]]) });

function settled(what: ReturnType<typeof command>, state = claimed): readonly JournalRow[] {
  const [decision] = story(rules, state, [what]).decisions;
  expect(decision?.outcome.status).toBe('applied');
  return decision?.rows ?? [];
}

test.each(Object.keys(COMMANDS) as CommandType[])('the rows of %s say what was asked for', (type) => {
  const [rows, expected] = COMMANDED[type];
  expect(rows().map((row) => words(row))).toEqual(expected);
});

test('every type of row has words', () => {
  const found = new Map<InteractionType, string>();
  const commanded = Object.values(COMMANDED).flatMap(([rows]) => rows());
  const earned = [message(), reaction(), thread(), voiceTick()].flatMap((each) => judged(rules, each));
  for (const row of [...earned, ...commanded]) found.set(row.interaction, words(row) ?? '');
  const reserved: InteractionType[] = ['VOICE_JOIN', 'VOICE_LEAVE'];
  expect(new Set(found.keys())).toEqual(
    new Set(INTERACTION_TYPES.filter((type) => !reserved.includes(type))),
  );
  expect([...found.values()].filter((text) => text === '')).toEqual([]);
});
