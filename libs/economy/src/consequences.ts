import { achievementRow, newlyMet } from './achievements.js';
import type { Cause, JournalRow } from './journal.js';
import { levelUps } from './level-ups.js';
import type { Overlay } from './overlay.js';
import type { Rules } from './rules.js';

/** Adds a row, then the levels that its member reaches with it. */
export function record(rules: Rules, overlay: Overlay, row: JournalRow): void {
  overlay.add(row);
  rise(rules, overlay, row);
}

/** Adds the levels that the cause's member has the XP for. */
export function rise(rules: Rules, overlay: Overlay, cause: Cause): void {
  for (const level of levelUps(rules, overlay.member(cause.userId), cause)) overlay.add(level);
}

/** Adds the achievements newly met by the members of `sides`, by template id, as long as their rewards bring new ones. */
export function earn(rules: Rules, overlay: Overlay, sides: readonly Cause[]): void {
  for (;;) {
    const met = sides.flatMap((side) =>
      newlyMet(rules.templates, { member: overlay.member(side.userId), stat: overlay.stat(side) }).map(
        (template) => ({ side, template }),
      ),
    );
    if (met.length === 0) return;
    for (const { side, template } of met.sort((a, b) => a.template.id - b.template.id)) {
      record(rules, overlay, achievementRow(template, overlay.member(side.userId), side));
    }
  }
}
