import { Type } from '@sinclair/typebox';
import type { Transaction } from '../audit.js';
import { commandChange, type Occasion } from '../changes/change.js';
import { mustMatch } from '../changes/etag.js';
import { DiscordId, RowId } from '../http/ids.js';
import { readMember } from './members.js';
import { Text } from './text.js';

const LARGEST = 2_147_483_647;
const Delta = Type.Optional(Type.Integer({ minimum: -LARGEST, maximum: LARGEST }));

/** @throws HttpProblem 412 when the asker saw the member as they no longer are */
async function mustBeSeen(tx: Transaction, member: string, occasion: Occasion): Promise<void> {
  if (occasion.ifMatch !== null) mustMatch(occasion, await readMember(tx, member));
}

const described = { tag: 'members', scope: 'members' } as const;
const Holding = Type.Object({ member: DiscordId, achievement: RowId });

export const memberChanges = [
  commandChange({
    ...described,
    name: 'erase_member',
    method: 'DELETE',
    path: '/members/:member',
    summary: 'Removes a member and everything stored about them, for good.',
    params: Type.Object({ member: DiscordId }),
    body: null,
    async command(tx, { member }, occasion) {
      await mustBeSeen(tx, member, occasion);
      return {
        type: 'erase_member',
        body: { member },
        audited: { action: 'DELETE', table: 'users', id: member },
      };
    },
  }),
  commandChange({
    ...described,
    name: 'award',
    method: 'POST',
    path: '/members/:member/awards',
    summary: 'Gives a member XP or gold, or takes it away.',
    params: Type.Object({ member: DiscordId }),
    body: Type.Object(
      { xp: Delta, gold: Delta, reason: Text(500, 'Why, for the journal and for the member.') },
      { additionalProperties: false },
    ),
    async command(tx, { member, ...body }, occasion) {
      await mustBeSeen(tx, member, occasion);
      const audited = {
        action: 'MANUAL_AWARD',
        table: 'users',
        id: member,
        after: { member, ...body },
      } as const;
      return { type: 'award', body: { member, ...body }, audited };
    },
  }),
  commandChange({
    ...described,
    name: 'grant_achievement',
    method: 'PUT',
    path: '/members/:member/achievements/:achievement',
    summary: 'Gives a member an achievement, also one that was taken back.',
    params: Holding,
    body: null,
    async command(tx, { member, achievement }, occasion) {
      await mustBeSeen(tx, member, occasion);
      const after = { member, achievement };
      const audited = { action: 'MANUAL_AWARD', table: 'users', id: member, after } as const;
      return { type: 'grant_achievement', body: { member, template: Number(achievement) }, audited };
    },
  }),
  commandChange({
    ...described,
    name: 'revoke_achievement',
    method: 'DELETE',
    path: '/members/:member/achievements/:achievement',
    summary: 'Takes an achievement back, and as much of what it paid as is there.',
    params: Holding,
    body: null,
    async command(tx, { member, achievement }, occasion) {
      await mustBeSeen(tx, member, occasion);
      const before = { member, achievement };
      const audited = {
        action: 'MANUAL_REVOKE',
        table: 'users',
        id: member,
        before,
        after: { member },
      } as const;
      return { type: 'revoke_achievement', body: { member, template: Number(achievement) }, audited };
    },
  }),
];
