import { applyChange, emptyPicture, keyOf } from '../picture/picture';
import { tickGuilds } from './tick-guilds';

const MINUTE = 60_000;
const START = 1_700_000_400_000;
/** The first lies on shard 0 of two, the second on shard 1. */
const GUILDS = [String(2n << 22n), String(3n << 22n)] as const;

function picture() {
  const made = emptyPicture();
  const member = {
    channel_id: '5',
    joined_at: START,
    eligible_since: START,
    self_mute: false,
    self_deaf: false,
    bot: false,
  };
  for (const guild of GUILDS) applyChange(made, { key: keyOf.voice(guild, '7'), value: member });
  return made;
}

const ticked = (shard: number, settings: Record<string, unknown>, minutes = 10) =>
  tickGuilds(picture(), shard, 2, settings, START + minutes * MINUTE).map(({ facts }) =>
    facts.map(({ guild_id, payload }) => [guild_id, payload]),
  );
const tick = (guild: string, tick_minutes: number) => [
  guild,
  { tick_minutes, member_count: 1, self_mute: false, self_deaf: false },
];

test('only guilds of the shard are ticked', () => {
  expect(ticked(0, {})).toEqual([[tick(GUILDS[0], 10)]]);
  expect(ticked(1, {})).toEqual([[tick(GUILDS[1], 10)]]);
});

test('voice_tick_minutes is the length of a slot, for one guild or for all', () => {
  expect(ticked(0, { voice_tick_minutes: 5 })).toEqual([[tick(GUILDS[0], 5), tick(GUILDS[0], 5)]]);
  const own = { voice_tick_minutes: 20, [`voice_tick_minutes:${GUILDS[1]}`]: 10 };
  expect(ticked(0, own)).toEqual([[]]);
  expect(ticked(1, own)).toEqual([[tick(GUILDS[1], 10)]]);
});

test('voice_min_members is how many must be there', () => {
  expect(ticked(0, { voice_min_members: 2 })).toEqual([[]]);
  expect(ticked(0, { voice_min_members: 2, [`voice_min_members:${GUILDS[0]}`]: 1 })).toEqual([
    [tick(GUILDS[0], 10)],
  ]);
});

test('a slot that was ticked is not ticked again', () => {
  const made = picture();
  const run = () => tickGuilds(made, 0, 2, {}, START + 10 * MINUTE);
  expect(run()).toHaveLength(1);
  expect(run()).toEqual([]);
});
