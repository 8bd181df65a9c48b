import type { Pool } from '@synapse/store';
import autocannon from 'autocannon';
import { median } from '../statistics.js';

/** Requests a second that a URL answers, by some connections that ask one after the other. */
export async function requestsPerSecond(url: string, seconds: number): Promise<number> {
  const result = await autocannon({ url, connections: 32, duration: seconds });
  if (result.non2xx > 0 || result.errors > 0 || result['2xx'] === 0) {
    throw new Error(`${url}: ${result.non2xx} refusals and ${result.errors} errors`);
  }
  return result['2xx'] / result.duration;
}

/** The median time of something, in milliseconds; the first time is not counted. */
export async function medianMs(times: number, work: () => Promise<unknown>): Promise<number> {
  await work();
  const took: number[] = [];
  for (let n = 0; n < times; n++) {
    const began = performance.now();
    await work();
    took.push(performance.now() - began);
  }
  return median(took);
}

export async function ask<T>(url: string): Promise<T> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** A rank as counting gives it. */
export async function countedRank(pool: Pool, id: bigint): Promise<number> {
  const { rows } = await pool.query(
    `select 1 + (select count(*) from users o where o.xp > u.xp)::int
              + (select count(*) from users o where o.xp = u.xp and o.id < u.id)::int as rank
     from users u where u.id = $1`,
    [id],
  );
  return rows[0].rank;
}
