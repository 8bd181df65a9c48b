import { withoutErased } from './erasure.js';
import { bare, earn, write } from './journal.js';
import type { RawFact } from './log-reader.js';
import { type Line, type Model, person } from './model.js';
import { categoryOf, isLaid, seasonAt, setting } from './rules.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const LAKE = [
  ...['message_create', 'reaction_add', 'reaction_remove', 'thread_create', 'voice_join', 'voice_leave'],
  ...['voice_move', 'voice_tick', 'member_join', 'member_leave'],
];

/** Takes one fact in: the lake and its counters, then the journal. */
export function takeFact(model: Model, told: RawFact, isHistory: boolean): void {
  const fact = withoutErased(model, told);
  if (!fact) return;
  lay(model, fact);
  judge(model, fact, isHistory);
}

function lay(model: Model, fact: RawFact): void {
  const { rules, lake, counters } = model;
  const { id, type, guild_id: guild, user_id: user } = fact;
  if (!LAKE.includes(type) || !isLaid(rules, type, guild) || lake.has(id)) return;
  const at = Date.parse(fact.at);
  lake.set(id, fact);
  const season = seasonAt(rules, at);
  const periods = ['lifetime', `day:${new Date(at).toISOString().slice(0, 10)}`];
  if (season && !model.closedSeasons.has(season.id)) periods.push('season');
  for (const category of [0, categoryOf(rules, fact)?.id ?? 0].filter(
    (each, at, all) => all.indexOf(each) === at,
  )) {
    for (const period of periods) {
      const key = `${user} ${type} ${category} ${period}`;
      counters.set(key, (counters.get(key) ?? 0) + 1);
    }
  }
}

interface Side {
  type: string;
  user: string;
  suffix: string;
  xpBase: string;
  starBase: string;
}

function sidesOf({ type, user_id: user, target_id: target }: RawFact): Side[] {
  const side = (name: string, who: string | null, keys: string, suffix = ''): Side => ({
    type: name,
    user: who as string,
    suffix,
    xpBase: `xp_base_${keys}`,
    starBase: `stars_base_${keys}`,
  });
  if (type === 'message_create') return [side('MESSAGE', user, 'message')];
  if (type === 'thread_create') return [side('THREAD_CREATE', user, 'thread')];
  if (type === 'voice_tick') return [side('VOICE_TICK', user, 'voice_tick')];
  if (type !== 'reaction_add') return [];
  const given = side('REACTION_GIVEN', user, 'reaction_given', ':given');
  return target === null
    ? [given]
    : [given, side('REACTION_RECEIVED', target, 'reaction_received', ':received')];
}

function judge(model: Model, fact: RawFact, isHistory: boolean): void {
  if (fact.user_id === null || fact.user_id === undefined) return;
  const sides = sidesOf(fact);
  if (sides.length > 0 && model.judged.has(fact.id)) return;
  if (sides.length > 0) model.judged.add(fact.id);
  const who = person(model, fact.user_id);
  if (fact.actor && fact.actor.name !== '') {
    who.name = [...fact.actor.name].slice(0, 100).join('');
    who.avatar = fact.actor.avatar;
  }
  const lines = limited(
    model,
    fact,
    isHistory,
    sides.map((side) => worth(model, fact, isHistory, side)),
  );
  const paid = lines.map((line) => capped(model, fact, line));
  for (const line of paid) write(model, fact.guild_id, line);
  earn(
    model,
    paid.map((line) => ({ ...line, guild: fact.guild_id })),
  );
  remember(model, fact, isHistory, paid);
}

/** Section 3, stages 1 to 5. */
function worth(model: Model, fact: RawFact, isHistory: boolean, side: Side): Line {
  const { rules } = model;
  const at = Date.parse(fact.at);
  const category = categoryOf(rules, fact);
  const season = seasonAt(rules, at);
  const row = category?.multipliers.find(({ interaction_type: type }) => type === side.type);
  const quality = side.type === 'MESSAGE' ? qualityOf(model, fact) : 1;
  const base = (key: string) => setting(rules, key, fact.guild_id);
  const counts = season && !model.closedSeasons.has(season.id);
  return {
    ...bare({
      id: '',
      user: side.user,
      at,
      season: counts ? season.id : null,
      category: category?.id ?? null,
      isHistory,
    }),
    id: `${fact.id}${side.suffix}`,
    type: side.type,
    channel: fact.channel_id,
    minutes: Number(fact.payload.tick_minutes ?? 0),
    xp: Math.trunc(base(side.xpBase) * (row?.xp_multiplier ?? 1) * quality),
    stars: Math.trunc(base(side.starBase) * (row?.star_multiplier ?? 1)),
  };
}

function qualityOf({ rules }: Model, { payload, guild_id: guild }: RawFact): number {
  const of = (key: string) => setting(rules, `quality_${key}`, guild);
  const length = payload.length as number;
  let quality = 1;
  if (length > of('length_long')) quality *= of('multiplier_long');
  else if (length > of('length_medium')) quality *= of('multiplier_medium');
  if (payload.has_code_block) quality *= of('multiplier_code');
  if (payload.has_link) quality *= of('multiplier_link');
  if (payload.has_attachment) quality *= of('multiplier_attachment');
  if ((payload.emoji_count as number) > of('emoji_spam_threshold')) quality *= of('penalty_emoji_spam');
  return Math.max(quality, of('floor'));
}

const denied = (line: Line, denial: string): Line => ({ ...line, xp: 0, stars: 0, denial });

/** Section 3, stage 6, all but the daily cap. */
function limited(model: Model, fact: RawFact, isHistory: boolean, lines: Line[]): Line[] {
  const at = Date.parse(fact.at);
  if (!isHistory && at < model.horizon) return lines.map((line) => denied(line, 'late'));
  if (fact.type === 'reaction_add') return limitedReaction(model, fact, isHistory, lines);
  return lines.map((line) => {
    const mine = model.journal.filter(
      ({ user, type, denial, isHistory: old }) =>
        user === line.user && type === line.type && denial === null && old === isHistory,
    );
    if (line.type === 'MESSAGE') {
      const last = mine.filter(({ channel }) => channel === line.channel).at(-1);
      const pause = setting(model.rules, 'cooldown_seconds', fact.guild_id) * 1_000;
      return last && (at < last.at || at - last.at < pause) ? denied(line, 'cooldown') : line;
    }
    if (line.type !== 'VOICE_TICK') return line;
    const inTheHour = mine.filter((tick) => at - HOUR_MS < tick.at && tick.at <= at).length;
    const most = setting(model.rules, 'voice_ticks_per_hour', fact.guild_id);
    return inTheHour >= most ? denied(line, 'voice_cap') : line;
  });
}

function limitedReaction(model: Model, fact: RawFact, isHistory: boolean, lines: Line[]): Line[] {
  const at = Date.parse(fact.at);
  const { message_id: message, emoji_name: emoji } = fact.payload as {
    message_id: string;
    emoji_name: string;
  };
  const of = (key: string) => setting(model.rules, key, fact.guild_id);
  const before = model.reactions.filter((one) => one.isHistory === isHistory);
  const own = before.filter((one) => one.reactor === fact.user_id);
  const onThis = before.filter((one) => one.message === message);
  const onlyGiven = lines.slice(0, 1);
  if (fact.target_id === fact.user_id) return onlyGiven.map((line) => denied(line, 'self_reaction'));
  if (own.some((one) => one.message === message && one.emoji === emoji))
    return onlyGiven.map((line) => denied(line, 'repeat_reaction'));
  const age = at - (Number(BigInt(message) >> 22n) + Date.UTC(2015, 0));
  if (age > of('reaction_memory_days') * DAY_MS) return lines.map((line) => denied(line, 'old_message'));
  const toAuthor = own.filter(
    (one) => one.wasPaid && one.author === fact.target_id && at - DAY_MS < one.at && one.at <= at,
  );
  if (fact.target_id !== null && toAuthor.length >= of('max_reactions_per_pair_per_day'))
    return lines.map((line) => denied(line, 'pair_cap'));
  const reactors = [...new Set([...onThis.map((one) => one.reactor), fact.user_id])];
  const place = reactors.indexOf(fact.user_id) + 1;
  const beyond = place - of('crowd_threshold');
  const wasPaid = onThis.some((one) => one.reactor === fact.user_id && one.receivedPaid);
  const isBurst = reactors.length > of('crowd_threshold') && age < of('burst_window_seconds') * 1_000;
  return lines.map((line) => {
    if (line.type === 'REACTION_GIVEN') return line;
    const brings = !wasPaid && (beyond <= 0 || beyond % 2 === 0);
    const most = isBurst ? of('xp_cap_reaction_burst') : Infinity;
    return { ...line, stars: brings ? line.stars : 0, xp: Math.min(line.xp, most) };
  });
}

/** The daily cap: over what was paid for activity in the UTC day. */
function capped(model: Model, fact: RawFact, line: Line): Line {
  const cap = setting(model.rules, 'daily_xp_cap', fact.guild_id);
  if (cap === 0 || line.xp === 0) return line;
  const day = Math.floor(line.at / DAY_MS);
  const activity = ['MESSAGE', 'REACTION_GIVEN', 'REACTION_RECEIVED', 'THREAD_CREATE', 'VOICE_TICK'];
  const paid = model.journal
    .filter(({ user, type, at, isHistory }) => {
      const isSame = user === line.user && isHistory === line.isHistory;
      return isSame && activity.includes(type) && Math.floor(at / DAY_MS) === day;
    })
    .reduce((sum, { xp }) => sum + xp, 0);
  const left = Math.max(0, cap - paid);
  return left === 0 ? denied(line, 'daily_cap') : { ...line, xp: Math.min(line.xp, left) };
}

function remember(model: Model, fact: RawFact, isHistory: boolean, lines: readonly Line[]): void {
  const [given, received] = lines;
  const isNothingNew = ['late', 'self_reaction', 'repeat_reaction'].includes(given?.denial ?? '');
  if (fact.type !== 'reaction_add' || isNothingNew) return;
  model.reactions.push({
    reactor: fact.user_id as string,
    author: fact.target_id,
    message: fact.payload.message_id as string,
    emoji: fact.payload.emoji_name as string,
    at: Date.parse(fact.at),
    wasPaid: lines.some(({ denial }) => denial === null),
    receivedPaid: received?.denial === null,
    isHistory,
  });
}
