import type { Command, RuleSetTemplate } from '@synapse/contracts';
import { achievementRow } from '../achievements.js';
import { earn, rise } from '../consequences.js';
import type { Cause, JournalRow } from '../journal.js';
import { LARGEST_FIGURE } from '../level-curve.js';
import { levelUp } from '../level-ups.js';
import { createOverlay, type Overlay } from '../overlay.js';
import { totalsOf } from '../reward-events.js';
import type { Rules } from '../rules.js';
import { applied, type CommandDecision, refused } from './command-decision.js';
import { causeOf, commandRow } from './command-row.js';
import type { CommandState } from './command-state.js';

type Correct = Command<'correct'>;

/**
 * Puts right what other rules would have brought a member, or takes that back. Levels and achievements pay what the command
 * says, once: what the member reached meanwhile is passed over. Figures never fall below zero.
 */
export function correct(rules: Rules, state: CommandState, command: Correct): CommandDecision {
  const { body } = command;
  const member = state.members.get(BigInt(body.member));
  if (!member) return refused('unknown_member');
  if (body.seasons.some(({ season }) => season !== null && !rules.season(season))) {
    return refused('unknown_season');
  }
  const templates = body.achievements.map(({ template, xp, gold }) => {
    const known = rules.template(template);
    return known && { ...known, xp_reward: xp, gold_reward: gold };
  });
  if (!templates.every((template) => template !== undefined)) return refused('unknown_template');

  const overlay = createOverlay(state, command.at);
  const counting = correctionCause(causeOf(rules, state, command, member.id), command);
  // What is put right counts for the seasons that the command names, not for the one it is sent in.
  const cause = { ...counting, seasonId: null };
  moveFigures(overlay, cause, body);
  moveSeasons(overlay, cause, body, state.closedSeasons);
  takeAchievements(overlay, cause, body);
  reachLevels(overlay, cause, body);
  giveAchievements(overlay, cause, templates);
  if (overlay.rows.length === 0) return refused('nothing_to_do');
  rise(rules, overlay, cause);
  earn(rules, overlay, [counting]);
  return applied(resultOf(overlay, member.id), { rows: overlay.rows, silent: true });
}

function correctionCause(cause: Cause, { body: { run, reason, since, until } }: Correct): Cause {
  const span = since !== undefined && until !== undefined && { span: [since, until] as const };
  return { ...cause, reasons: { ...cause.reasons, kind: 'correction', run, reason, ...span } };
}

/** Of a movement as much as keeps the figure one. */
const within = (figure: number, by: number): number =>
  Math.min(Math.max(by, 0 - figure), LARGEST_FIGURE - figure);

const correction = (cause: Cause, suffix: string, movement: Partial<Parameters<typeof commandRow>[1]>) =>
  commandRow(
    { ...cause, sourceEventId: `${cause.sourceEventId}${suffix}` },
    { interaction: 'MANUAL_AWARD', reasons: {}, ...movement },
  );

function moveFigures(overlay: Overlay, cause: Cause, body: Correct['body']): void {
  const member = overlay.member(cause.userId);
  const [xp, gold] = [within(member.xp, body.xp), within(member.gold, body.gold)];
  if (xp !== 0 || gold !== 0) overlay.add(correction(cause, '', { xp, gold }));
}

/** What would count for a season that is closed counts over all time only, as a fact behind its closing does. */
function moveSeasons(
  overlay: Overlay,
  cause: Cause,
  { seasons }: Correct['body'],
  closed: ReadonlySet<number>,
): void {
  for (const [index, { season, ...by }] of seasons.entries()) {
    const seasonId = season === null || closed.has(season) ? null : season;
    const member = overlay.member(cause.userId);
    const stat = overlay.stat({ userId: cause.userId, seasonId });
    const most = seasonId === null ? LARGEST_FIGURE : 0;
    const atMost = (figure: number, delta: number) => Math.max(delta, 0 - figure);
    const stars = atMost(stat?.seasonStars ?? most, within(member.stars, by.stars));
    const minutes = atMost(stat?.voice_minutes ?? most, within(member.voice_minutes, by.voice_minutes));
    if (stars === 0 && minutes === 0) continue;
    const reasons = minutes === 0 ? {} : { minutes };
    overlay.add({ ...correction(cause, `:season:${index}`, { stars, reasons }), seasonId });
  }
}

function takeAchievements(overlay: Overlay, cause: Cause, { taken }: Correct['body']): void {
  for (const template of taken) {
    if (!overlay.member(cause.userId).earned.has(template)) continue;
    overlay.add(correction(cause, `:taken:${template}`, { reasons: { taken: template } }));
  }
}

function reachLevels(overlay: Overlay, cause: Cause, { levels }: Correct['body']): void {
  for (const { level, gold } of [...levels].sort((a, b) => a.level - b.level)) {
    const member = overlay.member(cause.userId);
    if (level > member.level) overlay.add(levelUp(cause, level, within(member.gold, gold)));
  }
}

function giveAchievements(overlay: Overlay, cause: Cause, templates: readonly RuleSetTemplate[]): void {
  for (const template of templates) {
    const member = overlay.member(cause.userId);
    if (member.earned.has(template.id) || member.revoked.has(template.id)) continue;
    overlay.add(achievementRow(template, member, cause));
  }
}

/** What was really done, with all that followed from it. */
function resultOf({ rows, member }: Overlay, userId: bigint) {
  const sum = (of: (row: JournalRow) => number | undefined) =>
    rows.reduce((total, row) => total + (of(row) ?? 0), 0);
  return {
    xp: sum(({ xpDelta }) => xpDelta),
    gold: sum(({ reasons }) => reasons.gold_delta),
    stars: sum(({ starDelta }) => starDelta),
    voice_minutes: sum(({ reasons }) => reasons.minutes),
    levels: rows.flatMap(({ reasons }) => reasons.level ?? []),
    achievements: rows.flatMap(({ reasons }) => reasons.template ?? []),
    taken: rows.flatMap(({ reasons }) => reasons.taken ?? []),
    totals: totalsOf(member(userId)),
  };
}
