import { Type } from '@sinclair/typebox';
import { QuestDocument, settingValue } from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';
import type { OpenPrismaClient } from '@synapse/store';
import type { Transaction } from '../audit.js';
import { commandChange, tableChange } from '../changes/change.js';
import { RowId } from '../http/ids.js';
import { homeGuild } from './home-guild.js';
import { done, existing, type Resource } from './row-change.js';
import { settingsNow } from './settings-now.js';

export const quests: Resource<QuestDocument> = {
  table: 'quests',
  name: 'quest',
  schema: QuestDocument,
  async read(tx, id) {
    const row = await tx.quest.findUnique({ where: { id } });
    return row && toDocument(row, await tx.questClaim.findUnique({ where: { questId: id } }));
  },
};

export async function listQuests(tx: Transaction): Promise<QuestDocument[]> {
  const claims = new Map((await tx.questClaim.findMany()).map((claim) => [claim.questId, claim]));
  const rows = await tx.quest.findMany({ orderBy: { id: 'asc' } });
  return rows.map((row) => toDocument(row, claims.get(row.id)));
}

type Row = NonNullable<Awaited<ReturnType<OpenPrismaClient['quest']['findUnique']>>>;

const toDocument = (row: Row, claim: { userId: bigint } | null | undefined): QuestDocument => ({
  id: String(row.id),
  guild_id: String(row.guildId),
  title: row.title,
  description: row.description,
  xp_reward: row.xpReward,
  gold_reward: row.goldReward,
  github_issue_url: row.githubIssueUrl,
  status: row.status,
  claimed_by: claim ? String(claim.userId) : null,
  active: row.active,
  created_at: row.createdAt.toISOString(),
});

const Changes = Type.Partial(
  Type.Pick(QuestDocument, [
    'title',
    'description',
    'xp_reward',
    'gold_reward',
    'github_issue_url',
    'active',
  ]),
).properties;
const { title, description } = QuestDocument.properties;
const described = { tag: 'quests', scope: 'rules' } as const;
const Id = Type.Object({ id: RowId });

export const questChanges = [
  tableChange({
    ...described,
    name: 'create_quest',
    method: 'POST',
    path: '/quests',
    summary:
      'Opens a quest; an inactive open one of the same title is revived. Without `xp_reward` it brings `xp_base_quest`.',
    params: Type.Object({}),
    body: Type.Object({ ...Changes, title, description }, { additionalProperties: false }),
    async make(tx, wanted) {
      const same = await tx.quest.findFirst({
        where: { title: wanted.title, active: false, status: 'open' },
      });
      const before = same && toDocument(same, null);
      const guildId = same?.guildId ?? (await homeGuild(tx));
      const xpReward = wanted.xp_reward ?? settingValue(await settingsNow(tx), 'xp_base_quest', guildId);
      const data = { ...toRow({ ...wanted, active: true }), xpReward };
      const { id } = same
        ? await tx.quest.update({ where: { id: same.id }, data })
        : await tx.quest.create({
            data: { ...data, title: wanted.title, description: wanted.description, guildId },
          });
      return done(quests, tx, { id, before });
    },
  }),
  tableChange({
    ...described,
    name: 'update_quest',
    method: 'PATCH',
    path: '/quests/:id',
    summary: 'Changes a quest that is not complete; what is left out stays.',
    isVersioned: true,
    params: Id,
    body: Type.Object(Changes, { additionalProperties: false, minProperties: 1 }),
    async make(tx, { id, ...wanted }, occasion) {
      const before = await existing(quests, tx, id, occasion);
      if (before.status === 'complete')
        throw new HttpProblem(409, 'This quest is complete: what it paid stays.');
      await tx.quest.update({ where: { id: Number(id) }, data: toRow(wanted) });
      return done(quests, tx, { id: Number(id), before });
    },
  }),
  tableChange({
    ...described,
    name: 'delete_quest',
    method: 'DELETE',
    path: '/quests/:id',
    summary: 'Makes a quest inactive: nobody can claim it any more.',
    isVersioned: true,
    params: Id,
    body: null,
    async make(tx, { id }, occasion) {
      const before = await existing(quests, tx, id, occasion);
      await tx.quest.update({ where: { id: Number(id) }, data: { active: false } });
      return done(quests, tx, { id: Number(id), before, action: 'DELETE' });
    },
  }),
  commandChange({
    ...described,
    name: 'complete_quest',
    method: 'POST',
    path: '/quests/:id/completion',
    summary: 'Completes a claimed quest: whoever claimed it is paid.',
    params: Id,
    body: null,
    async command(tx, { id }, occasion) {
      await existing(quests, tx, id, occasion);
      const claim = await tx.questClaim.findUnique({ where: { questId: Number(id) } });
      const member = claim && { member: String(claim.userId) };
      const audited = {
        action: 'UPDATE',
        table: 'quests',
        id,
        before: { status: 'claimed', ...member },
        after: { status: 'complete', ...member },
      } as const;
      return { type: 'complete_quest', body: { quest: Number(id) }, audited };
    },
  }),
];

const toRow = (wanted: Partial<QuestDocument>) => ({
  title: wanted.title,
  description: wanted.description,
  xpReward: wanted.xp_reward,
  goldReward: wanted.gold_reward,
  githubIssueUrl: wanted.github_issue_url,
  active: wanted.active,
});
