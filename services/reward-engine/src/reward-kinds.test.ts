import { RewardEvent } from '@synapse/contracts';
import { buildCommand, buildFact, publishFacts } from '@synapse/testkit';
import { HOUR, later, useEngine } from '../test/engine.js';

const engine = useEngine();
const { award, committed, define, send, told } = engine;

const template = {
  id: 3,
  guild_id: '10',
  name: 'Helper',
  category: 'social',
  requirement_type: 'custom' as const,
  requirement_scope: 'lifetime' as const,
  requirement_field: null,
  requirement_value: null,
  xp_reward: 10,
  gold_reward: 5,
  rarity: 'rare' as const,
  announce_channel_id: null,
  active: true,
};
const season = {
  id: 1,
  guild_id: '10',
  name: 'One',
  starts_at: later(-HOUR),
  ends_at: later(HOUR),
  active: true,
};
const quest = { id: 7, guild_id: '10', title: 'Write', xp_reward: 130, gold_reward: 20, active: true };

/** Something of every kind, the denied included, which nobody is told of by default. */
async function everything(): Promise<void> {
  await define({
    templates: [template],
    seasons: [season],
    quests: [quest],
    settings: { emit_denied_events: true },
  });
  const said = (id: string) => buildFact('message_create', { id, actor: { name: 'Ada', avatar: null } });
  await committed(await publishFacts(engine.bus, 'main', [said('msg:1'), said('msg:2')]));
  const left = buildFact('member_leave', { id: 'member_leave:s:1', at: later(1_000) });
  const back = buildFact('member_join', { id: 'member_join:s:2', at: later(2_000) });
  await committed(await publishFacts(engine.bus, 'main', [left, back]));
  await award(100, 60);
  await send(buildCommand('grant_achievement', { member: '1', template: 3 }));
  await send(buildCommand('revoke_achievement', { member: '1', template: 3 }));
  await send(buildCommand('claim_quest', { quest: 7 }));
  await send(buildCommand('complete_quest', { quest: 7 }));
  await send(buildCommand('spend_gold', { item: 'coffee' }));
  await award(1, 0, '2');
  await send(buildCommand('erase_member', {}, { issuer: 'bot', actor: '2' }));
  await send(buildCommand('close_season', { season: 1 }, { at: later(2 * HOUR) }));
}

test('every kind of event is told, each under an id of its own, with the totals after it', async () => {
  await everything();
  const events = await told();
  const kinds = RewardEvent.anyOf.map(({ properties }) => properties.kind.const);
  expect(new Set(events.map(({ kind }) => kind))).toEqual(new Set(kinds));
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  let [xp, gold, stars] = [0, 0, 0];
  for (const event of events) {
    if (!('totals' in event) || event.member.id !== '1') continue;
    if (event.kind === 'granted') [xp, stars] = [xp + event.xp, stars + event.stars];
    if (event.kind === 'achievement_earned' || event.kind === 'achievement_revoked') xp += event.xp;
    // What a row moves in gold is told once more by itself: the first to tell has it in its totals already.
    if (event.kind === 'gold_moved') gold += event.gold;
    expect(event.totals).toMatchObject({ xp, stars });
    if (event.kind === 'gold_moved') expect(event.totals.gold).toBe(gold);
  }
});
