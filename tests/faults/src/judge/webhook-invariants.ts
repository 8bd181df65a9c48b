import { createHmac } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { lastRewardFrame } from '@synapse/bus';
import type { RewardEvent } from '@synapse/contracts';
import { COMMUNITY } from '../system/environment.js';
import type { Post } from '../system/receiver.js';
import { SIGNING_KEY } from '../system/secrets.js';
import type { System } from '../system/system.js';
import { toldRewards } from './told-rewards.js';

/** An endpoint as the operator wrote it down; without kinds it is given everything. */
export interface Endpoint {
  name: string;
  kinds?: readonly string[];
}

/** A dead letter as it lay there when every endpoint was done with a frame. */
export interface Letter {
  endpoint: string;
  event: RewardEvent;
  done: number;
}

type Told = Awaited<ReturnType<typeof toldRewards>>;

/** Number of the last frame, and of the last that an endpoint is done with, by the server that keeps its place. */
export function placeOf(system: System, { name }: Endpoint): Promise<{ last: number; done: number }> {
  return system.withBus(async (bus) => {
    const last = (await lastRewardFrame(bus, COMMUNITY))?.frame.frame ?? 0;
    const { num_pending, num_ack_pending } = await bus.jsm.consumers.info('REWARDS', `webhook-${name}`);
    return { last, done: last - num_pending - num_ack_pending };
  });
}

/**
 * Each event that an endpoint asked for was taken, and nothing overtook it but a dead letter. Only dead letters that tell of
 * somebody who was erased are taken by nobody.
 * @param begin number of the last frame of the time before the endpoint
 */
export async function checkGiven(system: System, endpoint: Endpoint, begin: number): Promise<string[]> {
  const told = await toldRewards(system);
  const { done } = await placeOf(system, endpoint);
  const owed = told.filter(
    ({ frame, event }) => begin < frame && frame <= done && asksFor(endpoint, event.kind),
  );
  const takenAt = takingsOf(system, endpoint);
  const buried = buriedOf(system, endpoint);
  const isForgotten = (event: RewardEvent) =>
    buried.has(event.id) && event.kind !== 'season_closed' && isOfErased(told, event);
  const lost = owed.filter(({ event }) => !takenAt.has(event.id) && !isForgotten(event));
  const places = new Map(owed.map(({ event }, place) => [event.id, place]));
  let next = 0;
  const overtaking = system.receiver.posts.flatMap((post, at) => {
    const place = post.endpoint === endpoint.name ? (places.get(idOf(post)) ?? -1) : -1;
    const isDone = (id = '') => (takenAt.get(id) ?? Number.POSITIVE_INFINITY) <= at || buried.has(id);
    while (next < owed.length && isDone(owed[next]?.event.id)) next += 1;
    return place > next ? [`${idOf(post)} overtook ${owed[next]?.event.id}`] : [];
  });
  return [
    ...lost.slice(0, 3).map(({ event }) => `lost: ${event.id}, of ${owed.length} events`),
    ...overtaking.slice(0, 3),
    ...(owed.length === 0 ? ['nothing was told at all'] : []),
  ].map((line) => `${endpoint.name}: ${line}`);
}

/** What an endpoint was given is on the stream, was asked for, is signed, and is the same however often it comes. */
export async function checkPosts(system: System, endpoints: readonly Endpoint[]): Promise<string[]> {
  const told = await toldRewards(system);
  const events = new Map(told.map(({ event }) => [event.id, event]));
  const erased = told.flatMap(({ event }) => (event.kind === 'member_erased' ? [event.member_id] : []));
  const bodies = new Map<string, string>();
  return system.receiver.posts.flatMap((post) => {
    const id = idOf(post);
    const endpoint = endpoints.find(({ name }) => name === post.endpoint);
    const event = events.get(id);
    const key = `${post.endpoint} ${id}`;
    const isSame = (bodies.get(key) ?? post.body) === post.body || event?.kind === 'season_closed';
    bodies.set(key, post.body);
    return [
      ...(event && isToldBy(post, event, erased) ? [] : [`${key} is not what is on the stream`]),
      ...(event && endpoint && asksFor(endpoint, event.kind) ? [] : [`${key} was not asked for`]),
      ...(isSigned(post) ? [] : [`${key} is not signed`]),
      ...(isSame ? [] : [`${key} came again as something else`]),
    ];
  });
}

/** No dead letter tells of a member from before an erasure that was read, but that they were erased. */
export async function checkLetters(system: System, letters: readonly Letter[]): Promise<string[]> {
  const told = await toldRewards(system);
  return letters
    .filter(({ event, done }) =>
      isOfErased(
        told.filter(({ frame }) => frame <= done),
        event,
      ),
    )
    .map(({ endpoint, event }) => `${event.id} of ${endpoint} tells of somebody who was erased`);
}

const idOf = ({ headers }: Post): string => String(headers['webhook-id']);

const asksFor = ({ kinds }: Endpoint, kind: string): boolean => !kinds || kinds.includes(kind);

/** How many posts there had been when an event was first taken, by its id. */
function takingsOf({ receiver }: System, { name }: Endpoint): Map<string, number> {
  const takings = new Map<string, number>();
  for (const post of receiver.posts) {
    const isTaken = post.endpoint === name && post.status !== null && post.status < 300;
    if (isTaken)
      takings.set(idOf(post), Math.min(takings.get(idOf(post)) ?? Number.POSITIVE_INFINITY, post.answeredAt));
  }
  return takings;
}

/** Ids of what became a dead letter at any time, as the operator is told. */
function buriedOf(system: System, { name }: Endpoint): Set<string> {
  const lines = system.service('webhooks').output.filter((line) => line.includes('became a dead letter'));
  const told = lines.map((line) => JSON.parse(line) as { endpoint: string; event: string });
  return new Set(told.filter(({ endpoint }) => endpoint === name).map(({ event }) => event));
}

/** Whether it names somebody who was erased after it. */
function isOfErased(told: Told, event: RewardEvent): boolean {
  if (event.kind === 'member_erased') return false;
  const place = told.findIndex((each) => each.event.id === event.id);
  const text = JSON.stringify(event);
  return told
    .slice(place + 1)
    .some((later) => later.event.kind === 'member_erased' && names(text, later.event.member_id));
}

const names = (text: string, member: string): boolean => new RegExp(`(?<!\\d)${member}(?!\\d)`).test(text);

/** Whether a post says what an event does; a dead letter of a season's end names those no longer who were erased. */
function isToldBy({ body }: Post, event: RewardEvent, erased: readonly string[]): boolean {
  const known = (each: RewardEvent) =>
    each.kind === 'season_closed'
      ? { ...each, standings: each.standings.filter(({ member }) => !erased.includes(member.id)) }
      : each;
  const given: { type: string; timestamp: string; data: RewardEvent } = JSON.parse(body);
  const { type, timestamp, data } = { ...given, data: known(given.data) };
  return isDeepStrictEqual([type, timestamp, data], [event.kind, event.at, known(event)]);
}

/** Source: Standard Webhooks, "Signature scheme". */
function isSigned({ headers, body }: Post): boolean {
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const signature = createHmac('sha256', Buffer.from(SIGNING_KEY, 'base64')).update(signed).digest('base64');
  return headers['webhook-signature'] === `v1,${signature}`;
}
