import { HttpProblem } from '@synapse/http';
import type { Transaction } from '../audit.js';

/** The guild that what belongs to the whole community is kept under: its first. @throws HttpProblem 409 before bootstrap */
export async function homeGuild(tx: Transaction): Promise<bigint> {
  const first = await tx.guildStructure.findFirst({ orderBy: { guildId: 'asc' } });
  if (first) return first.guildId;
  throw new HttpProblem(409, 'No guild is known yet: start the ingest-gateway, and run bootstrap.');
}
