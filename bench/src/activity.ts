import { type DiscordSimulator, type Guild, seededRandom } from '@synapse/testkit';

/** What members do, one dispatch and one fact each: 84 % messages, 15 % reactions, 1 % new threads. */
export interface Activity {
  next(): void;
  /** Says something; returns the id of the fact that it must become. */
  message(): string;
}

const RECENT = 500;
const CHUNK = 250;

const TEXTS = [
  'good morning everyone',
  'did anybody try the new build? it starts twice as fast on my laptop now',
  'see https://example.org/guide for the long version',
  'yes',
  'I think the second option is better, mostly because it leaves the old data alone and can be undone at any time without asking anybody for help, which nobody likes to do on a weekend',
  'thanks 🎉',
];

export function createActivity(simulator: DiscordSimulator): Activity {
  const random = seededRandom(11);
  const guild = simulator.world.guilds[0] as Guild;
  const guildId = guild.id;
  const people = guild.members.filter(({ user }) => !user.bot).map(({ user }) => user.id);
  const channels = guild.channels.filter(({ type }) => type === 0).map(({ id }) => id);
  const recent: { messageId: string; channelId: string }[] = [];

  function say(): string {
    const channelId = random.pickSkewed(channels);
    const { messageId } = simulator.act.message({
      guildId,
      channelId,
      authorId: random.pickSkewed(people),
      content: random.pick(TEXTS),
    });
    if (recent.length === RECENT) recent.shift();
    recent.push({ messageId, channelId });
    return `msg:${messageId}`;
  }

  return {
    message: say,
    next() {
      const dice = random.next();
      const message = recent.length > 0 ? random.pick(recent) : undefined;
      if (dice < 0.15 && message) {
        simulator.act.react({ guildId, ...message, userId: random.pickSkewed(people), emoji: '👍' });
      } else if (dice < 0.16) {
        simulator.act.openThread({
          guildId,
          channelId: random.pick(channels),
          ownerId: random.pickSkewed(people),
          name: 'A plan',
        });
      } else say();
    },
  };
}

/**
 * Lets so many things happen while the gateway's line is cut, and gives it back: Discord then sends what it missed, as fast
 * as the socket takes it. Resolves when that has begun: making things up is not part of what is measured.
 */
export async function saveUp(simulator: DiscordSimulator, activity: Activity, count: number): Promise<void> {
  simulator.refuseConnections(true);
  simulator.dropSockets();
  await burst(activity, count);
  simulator.refuseConnections(false);
  await simulator.connected();
}

/** Lets so many things happen, as fast as the simulator can; the socket gets its turn in between. */
export async function burst(activity: Activity, count: number): Promise<void> {
  for (let done = 1; done <= count; done++) {
    activity.next();
    if (done % CHUNK === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}
