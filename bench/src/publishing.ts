import { setTimeout as sleep } from 'node:timers/promises';
import { ensureStream, factsStream, readLog } from '@synapse/bus';
import { discordSubject, factLines, factsStreamName } from '@synapse/contracts';
import { eventually } from '@synapse/testkit';
import { saveUp } from './activity.js';
import { VoidFigureError } from './check-tables.js';
import { entriesOf } from './oracle.js';
import type { Measured, Row } from './pair.js';
import type { Scene } from './scene.js';
import { COMMUNITY, lastEntry, type Stack } from './stack.js';
import { rateOf } from './timed.js';

const IN_FLIGHT = 256;
const MOST_SINGLE = 5_000;
/** A log of its own, so that nobody reads along. */
const SPARE = 'singles';

/**
 * The gateway emptying its spool into the log while no service reads, beside single messages to the same server; and
 * reading the log, beside an acknowledged message each.
 */
export async function measureTheLog(
  scene: Scene,
  { facts, rounds }: { facts: number; rounds: number },
): Promise<Row[]> {
  const { stack } = scene;
  await ensureStream(stack.bus, factsStream(SPARE));
  const published: Row['pairs'] = [];
  const consumed: Row['pairs'] = [];
  for (let round = 0; round <= rounds; round++) {
    const from = await lastEntry(stack);
    const ours = await drainSpool(scene, facts);
    const to = await lastEntry(stack);
    const lines = (await entriesOf(stack, from + 1, to)).flatMap(({ body }) => factLines(body) ?? []);
    const singles = lines.slice(0, MOST_SINGLE);
    const limit = await publishSingles(stack, singles);
    const reading = await readEntriesAgain(stack, from, to, lines.length);
    const readingSingles = await consumeSingles(stack, singles.length);
    if (round === 0) continue;
    published.push({ ours, limit });
    consumed.push({ ours: reading, limit: readingSingles });
  }
  return [
    {
      key: 'publish',
      what: 'spool → log, durable',
      against: `js.publish, one fact a message, ${IN_FLIGHT} in flight`,
      unit: 'facts/s',
      goal: { reach: 20, aim: 50 },
      pairs: published,
    },
    {
      key: 'consume',
      what: 'reading the log, facts parsed',
      against: 'iterator, one fact a message, each acknowledged',
      unit: 'facts/s',
      goal: { reach: 4, aim: 6 },
      pairs: consumed,
    },
  ];
}

/** Fills the spool of a gateway that has lost its broker, and times from the first stored frame to the last. */
async function drainSpool(scene: Scene, facts: number): Promise<Measured> {
  const { stack } = scene;
  scene.caused(facts);
  await scene.gateway.stop();
  const filling = await stack.startGateway({ broker: false });
  await stack.simulator.connected();
  await saveUp(stack.simulator, scene.activity, facts);
  const isCaptured = async () => (await filling.counter('synapse_gateway_facts_total')) >= facts;
  await eventually(`${facts} facts in the spool`, isCaptured, 60_000);
  await filling.stop();
  const from = (await lastEntry(stack)) + 1;
  scene.gateway = await stack.startGateway({ broker: true });
  await quiet(stack, from);
  const stored = await storedFacts(stack, from);
  if (stored.facts !== facts)
    throw new VoidFigureError(`${stored.facts} facts are in the log instead of ${facts}.`);
  return { value: (facts / stored.ms) * 1_000 };
}

/** Waits until entries have come and no more come. */
async function quiet(stack: Stack, from: number): Promise<void> {
  for (let [before, now] = [0, 0]; now < from || now > before; ) {
    await sleep(500);
    [before, now] = [now, await lastEntry(stack)];
  }
}

/** What the log holds from an entry on, and how long the broker took from the first to the last. */
async function storedFacts(stack: Stack, from: number): Promise<{ facts: number; ms: number }> {
  const entries = await entriesOf(stack, from, await lastEntry(stack));
  const facts = entries.reduce((sum, { body }) => sum + (factLines(body)?.length ?? 0), 0);
  return { facts, ms: (entries.at(-1)?.loggedAt ?? 0) - (entries[0]?.loggedAt ?? 0) };
}

function publishSingles({ bus, pids }: Stack, lines: readonly Uint8Array[]): Promise<Measured> {
  const queue = lines.values();
  const worker = async () => {
    for (const line of queue) await bus.js.publish(discordSubject(SPARE), line);
  };
  const work = () => Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  return rateOf(lines.length, { 'nats-server': pids['nats-server'], publisher: process.pid }, work);
}

/** Reads as the services do, and parses each fact. */
function readEntriesAgain({ bus, pids }: Stack, after: number, to: number, facts: number): Promise<Measured> {
  return rateOf(facts, { 'nats-server': pids['nats-server'], reader: process.pid }, async () => {
    const enough = new AbortController();
    for await (const batch of readLog(bus, { community: COMMUNITY, after, signal: enough.signal })) {
      for (const { body } of batch) for (const line of factLines(body) ?? []) JSON.parse(line.toString());
      if ((batch.at(-1)?.sequence ?? 0) >= to) enough.abort();
    }
  });
}

async function consumeSingles({ bus, pids }: Stack, count: number): Promise<Measured> {
  const stream = factsStreamName(SPARE);
  const { state } = await bus.jsm.streams.info(stream);
  const { name } = await bus.jsm.consumers.add(stream, {
    durable_name: `single-${state.last_seq}`,
    ack_policy: 'explicit',
    deliver_policy: 'by_start_sequence',
    opt_start_seq: state.last_seq - count + 1,
  });
  const consumer = await bus.js.consumers.get(stream, name);
  return rateOf(count, { 'nats-server': pids['nats-server'], reader: process.pid }, async () => {
    let seen = 0;
    for await (const message of await consumer.consume({ max_messages: 1_000 })) {
      JSON.parse(message.string());
      message.ack();
      seen += 1;
      if (seen === count) break;
    }
    await bus.nc.flush();
  });
}
