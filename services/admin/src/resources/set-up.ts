import { Type } from '@sinclair/typebox';
import { HttpProblem } from '@synapse/http';
import type { Transaction } from '../audit.js';
import { setUp } from '../bootstrap/set-up.js';
import { tableChange } from '../changes/change.js';

const AGAIN = 'Ask again: it goes on where it stopped.';

export const setUpChanges = [
  tableChange({
    tag: 'setup',
    scope: 'rules',
    name: 'set_up',
    method: 'POST',
    path: '/setup',
    summary:
      'Does what bootstrap does: reads the guilds anew, lets categories follow their channels, adds missing settings, a first season and the starter pack. What is there stays.',
    params: Type.Object({}),
    body: null,
    async prepare({ readGuilds }) {
      const { guilds, isCaughtUp } = await readGuilds();
      if (guilds === 0) {
        throw new HttpProblem(409, 'No guild was seen in the log yet: is the ingest-gateway running?');
      }
      if (!isCaughtUp) throw new HttpProblem(503, `The log could not be read to its end in time. ${AGAIN}`);
    },
    async make(tx, _, { now }) {
      const before = await thereNow(tx);
      await setUp(tx, now);
      const after = await thereNow(tx);
      return {
        answer: { status: 200, body: after },
        audited: { action: 'UPDATE', table: 'guild_structures', id: 'all', before, after },
      };
    },
  }),
];

/** How much of everything there is. */
async function thereNow(tx: Transaction) {
  const active = { where: { active: true } };
  return {
    guilds: await tx.guildStructure.count(),
    categories: await tx.category.count(active),
    achievements: await tx.achievementTemplate.count(active),
    seasons: await tx.season.count(active),
    settings: await tx.setting.count(),
  };
}
