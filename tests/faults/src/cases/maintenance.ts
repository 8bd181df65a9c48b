import { publishFrame } from '@synapse/bus';
import {
  commandSubject,
  discordSubject,
  encodeCommand,
  encodeFrame,
  historySubject,
} from '@synapse/contracts';
import { buildCommand, buildFact, eventually } from '@synapse/testkit';
import { askForJob } from '../life/ask-for-job.js';
import type { Scene } from '../nemesis/fault.js';
import { COMMIT, publishOf, type Step } from '../nemesis/process-faults.js';
import { COMMUNITY } from '../system/environment.js';
import type { System } from '../system/system.js';
import { historyImport } from './history-import.js';

/** What owners do beside the log. */
export interface Maintenance {
  name: string;
  service: string;
  /** What makes a part of it durable. */
  step: Step;
  /** Makes it something to do. @returns asks for it, and tells whether it is done */
  prepare(scene: Scene, round: number): Promise<() => Promise<() => Promise<boolean>>>;
}

const DAY_MS = 86_400_000;
/** Members whom nobody else knows: what is spoilt of them changes nothing that others earn. */
const STRANGERS = 300;
const stranger = (n: number) => String(5_000 + (n % STRANGERS));
const OLD_DAYS = 40;
const KEPT_DAYS = 30;

const noted = (table: string): Step => ({
  server: 'postgres',
  request: `update ${table} set done`,
  called: 'the note of how far it is',
});

let facts = 0;

/** Puts what strangers did some days ago into the log, and waits until everybody has read it. */
async function strangersDid({ system, life, injections }: Scene, daysAgo: number, count: number) {
  const guild_id = system.simulator.world.guilds[0]?.id ?? '';
  const at = new Date(Date.now() - daysAgo * DAY_MS).toISOString();
  for (let from = 0; from < count; from += STRANGERS) {
    const lines = Array.from({ length: STRANGERS }, () => {
      facts += 1;
      const common = { guild_id, user_id: stranger(facts), at, received_at: at };
      return JSON.stringify(buildFact('message_create', { id: `old-${facts}`, ...common }));
    });
    const body = encodeFrame(`old:${facts}`, lines);
    injections.note(body);
    await publishFrame(life.bus, { subject: historySubject(COMMUNITY), id: `old:${facts}`, body });
  }
  await readUpTo(system);
}

/** Waits until both owners have passed what is in the log now. */
async function readUpTo(system: System): Promise<void> {
  const { state } = await system.withBus(({ jsm }) => jsm.streams.info(`FACTS_${COMMUNITY}`));
  const hasPassed = async () => {
    const [row] = await system.rows<{ passed: boolean }>(
      'select l.sequence >= $1 and e.sequence >= $1 as passed from lake_positions l join engine_positions e using (community)',
      [state.last_seq],
    );
    return row?.passed;
  };
  await eventually('the log to be read', hasPassed, 30_000);
}

const job =
  (kind: 'retention' | 'reconciliation' | 'rebuild', input = {}) =>
  ({ system, life }: Scene) =>
  () =>
    askForJob(system, life.bus, { kind, input: input as never });

const retention: Maintenance = {
  name: 'retention',
  service: 'lake-writer',
  step: noted('lake_jobs'),
  async prepare(scene, round) {
    const { system, injections } = scene;
    if (round === 0) {
      await system.rows(
        `insert into settings (key, value_json, category, description) values ('event_lake_retention_days', $1, 'event_lake', '')
         on conflict (key) do update set value_json = excluded.value_json`,
        [String(KEPT_DAYS)],
      );
      await system.bootstrap();
      injections.keptSince = Date.now() - (KEPT_DAYS + 1) * DAY_MS;
    }
    await strangersDid(scene, OLD_DAYS, 3 * STRANGERS);
    return job('retention')(scene);
  },
};

/** One row at a time: several would be locked in another order than owners lock them. */
const ONE_COUNTER = `(user_id, event_type, category_id, period) = (
  select user_id, event_type, category_id, period from event_counters where CHOICE order by random() limit 1)`;

const reconciliation: Maintenance = {
  name: 'reconciliation',
  service: 'lake-writer',
  step: noted('lake_jobs'),
  async prepare(scene) {
    const { rows } = scene.system;
    await strangersDid(scene, 1, STRANGERS);
    const today = `period = 'day:${new Date(scene.system.clock.now()).toISOString().slice(0, 10)}'`;
    const ofNoStranger = `period = 'lifetime' and count > 1 and user_id > ${5_000 + STRANGERS}`;
    for (let n = 0; n < 5; n += 1) {
      await rows(`update event_counters set count = count + 1 where ${ONE_COUNTER.replace('CHOICE', today)}`);
      await rows(
        `update event_counters set count = count - 1 where ${ONE_COUNTER.replace('CHOICE', ofNoStranger)}`,
      );
    }
    return job('reconciliation')(scene);
  },
};

/** Makes what stands of strangers another thing than their journal says. */
export async function spoilMembers(scene: Scene): Promise<void> {
  const { rows } = scene.system;
  await strangersDid(scene, 1, STRANGERS);
  for (let n = 0; n < 3; n += 1) {
    await rows('update users set xp = xp + 1, gold = gold + 1 where id = $1', [stranger(n * 101)]);
    await rows('update member_totals set messages_sent = 0 where user_id = $1', [stranger(n * 101 + 1)]);
  }
}

const rebuild: Maintenance = {
  name: 'rebuild',
  service: 'reward-engine',
  step: noted('engine_jobs'),
  async prepare(scene) {
    await spoilMembers(scene);
    return job('rebuild', { repair: true })(scene);
  },
};

/** A stranger to whom others wrote is forgotten. */
const erasure = (service: string, step: Step): Maintenance => ({
  name: `erasure by ${service}`,
  service,
  step,
  async prepare(scene, round) {
    const { system, life, injections } = scene;
    if (round === 0) await strangersDid(scene, 1, STRANGERS);
    const member = String(6_000 + round + (service === 'lake-writer' ? 100 : 0));
    const at = new Date(system.clock.now()).toISOString();
    const guild_id = system.simulator.world.guilds[0]?.id ?? '';
    const lines = Array.from({ length: 200 }, (_, n) => {
      facts += 1;
      const [user_id, target_id] = n % 2 ? [stranger(n), member] : [member, null];
      const common = { id: `to-${facts}`, guild_id, user_id, target_id, at, received_at: at };
      return JSON.stringify(buildFact(target_id ? 'reaction_add' : 'message_create', common));
    });
    const body = encodeFrame(`to:${facts}`, lines);
    injections.note(body);
    await publishFrame(life.bus, { subject: discordSubject(COMMUNITY), id: `to:${facts}`, body });
    await readUpTo(system);
    return async () => {
      const command = buildCommand(
        'erase_member',
        { member },
        {
          id: `erase-${member}`,
          issuer: 'admin',
          actor: '77',
          at: new Date(system.clock.now()).toISOString(),
        },
      );
      const subject = commandSubject(COMMUNITY, 'admin');
      const { sequence } = await publishFrame(life.bus, {
        subject,
        id: command.id,
        body: encodeCommand(command),
      });
      return async () => {
        const [row] = await system.rows<{ done: boolean }>(
          `select l.sequence >= $1 and e.sequence >= $1
             and not exists (select from lake_tombstones where scrub_id is not null) as done
           from lake_positions l join engine_positions e using (community)`,
          [sequence],
        );
        return row?.done ?? false;
      };
    };
  },
});

const backfill: Maintenance = {
  name: 'backfill',
  service: 'admin',
  step: publishOf(historySubject(COMMUNITY), 'the publishing of a frame'),
  prepare: historyImport,
};

export const maintenance: readonly Maintenance[] = [
  retention,
  reconciliation,
  backfill,
  erasure('lake-writer', {
    server: 'postgres',
    request: 'update lake_tombstones set',
    called: 'a step of its scrubbing',
  }),
  erasure('reward-engine', COMMIT),
  rebuild,
];
