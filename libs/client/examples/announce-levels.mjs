import { once, seenRecently, subscribe } from '@synapse/client';

const announce = ({ member, level }) => console.log(`${member.name} reached level ${level}`);

const subscription = await subscribe(
  { url: process.env.NATS_URL, kinds: ['level_reached'], durable: 'announcer' },
  once(seenRecently(), announce),
);
process.once('SIGTERM', () => subscription.stop());
await subscription.ended;
