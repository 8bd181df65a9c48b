import { type TSchema, Type } from '@sinclair/typebox';
import * as contracts from '@synapse/contracts';

/** The AsyncAPI document of everything that travels, with the JSON Schema of every message. */
export function asyncApi(): object {
  const { version } = require('../../package.json') as { version: string };
  const community = { description: 'Whose log it is: 1 to 32 of a–z, 0–9 and _.', default: 'main' };
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Synapse',
      version,
      description:
        'What travels through NATS JetStream. Other teams read `rewards`, or have the same events posted (`webhook`). ' +
        'Readers ignore fields and leave out kinds that they do not know.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: { nats: { host: 'nats.example.org:4222', protocol: 'nats' } },
    channels: Object.fromEntries(
      channels.map(({ name, address, description, message }) => [
        name,
        {
          address,
          description,
          messages: { [message]: { $ref: `#/components/messages/${message}` } },
          ...(address?.includes('{community}') && { parameters: { community } }),
        },
      ]),
    ),
    operations: Object.fromEntries(
      channels.map(({ name, action, by }) => [
        `${by}-${action}s-${name}`,
        { action, channel: { $ref: `#/channels/${name}` } },
      ]),
    ),
    components: {
      messages: Object.fromEntries(
        Object.entries(messages).map(([name, { summary, contentType, payload }]) => [
          name,
          { name, summary, contentType, payload: { $ref: `#/components/schemas/${payload}` } },
        ]),
      ),
      schemas: Object.fromEntries(Object.entries(schemas()).map(([name, schema]) => [name, plain(schema)])),
    },
  };
}

interface Channel {
  name: string;
  /** `null`: where it is posted is its receiver's choice. */
  address: string | null;
  description: string;
  message: keyof typeof messages;
  action: 'send' | 'receive';
  by: string;
}

const subject = (of: (community: string) => string) => of('main').replace('.main', '.{community}');

const channels: Channel[] = [
  {
    name: 'rewards',
    address: subject(contracts.rewardsSubject),
    description: `What members earned, in the stream ${contracts.REWARDS_STREAM_NAME}.`,
    message: 'rewardFrame',
    action: 'send',
    by: 'reward-engine',
  },
  {
    name: 'webhook',
    address: null,
    description: 'One event, posted to an endpoint and signed as Standard Webhooks says.',
    message: 'webhook',
    action: 'send',
    by: 'webhooks',
  },
  {
    name: 'facts',
    address: subject(contracts.discordSubject),
    description: 'What happened on Discord, in the log.',
    message: 'factFrame',
    action: 'send',
    by: 'ingest-gateway',
  },
  {
    name: 'history',
    address: subject(contracts.historySubject),
    description: 'What happened earlier: imported or redriven. What it brings is silent.',
    message: 'factFrame',
    action: 'send',
    by: 'admin',
  },
  {
    name: 'config',
    address: subject(contracts.configSubject),
    description: 'The rules in force from here on.',
    message: 'ruleSet',
    action: 'send',
    by: 'admin',
  },
  ...contracts.COMMAND_ISSUERS.map(
    (issuer): Channel => ({
      name: `${issuer}-command`,
      address: subject((community) => contracts.commandSubject(community, issuer)),
      description: `What ${issuer} asks the engine to do.`,
      message: 'command',
      action: 'send',
      by: issuer,
    }),
  ),
];

const messages = {
  rewardFrame: {
    summary: 'The events of one transaction.',
    contentType: 'application/json',
    payload: 'RewardFrame',
  },
  webhook: { summary: 'One reward event.', contentType: 'application/json', payload: 'Webhook' },
  factFrame: {
    summary: 'Lines: a header, then one fact a line, each as this schema says.',
    contentType: 'application/x-ndjson',
    payload: 'Fact',
  },
  ruleSet: { summary: 'A whole, versioned rule set.', contentType: 'application/json', payload: 'RuleSet' },
  command: { summary: 'One command.', contentType: 'application/json', payload: 'Command' },
};

/** `level_reached` becomes `LevelReached`. */
const pascal = (name: string) => name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

const ref = (name: string): TSchema => ({ $ref: `#/components/schemas/${name}` }) as unknown as TSchema;

function schemas(): Record<string, TSchema> {
  const events = contracts.RewardEvent.anyOf.map((event): [string, TSchema] => [
    pascal(event.properties.kind.const),
    event,
  ]);
  const facts = Object.entries(contracts.PAYLOADS).map(([type, payload]): [string, TSchema] => [
    `${pascal(type)}Fact`,
    {
      ...contracts.FactEnvelope,
      properties: { ...contracts.FactEnvelope.properties, type: Type.Literal(type), payload },
    },
  ]);
  const commands = Object.entries(contracts.COMMANDS).map(([type, { body }]): [string, TSchema] => [
    `${pascal(type)}Command`,
    Type.Composite([
      Type.Omit(contracts.CommandEnvelope, ['type']),
      Type.Object({ type: Type.Literal(type) }),
      body,
    ]),
  ]);
  const oneOf = (of: [string, TSchema][]): TSchema =>
    ({ oneOf: of.map(([name]) => ref(name)) }) as unknown as TSchema;
  return {
    RewardFrame: {
      ...contracts.RewardFrame,
      properties: { ...contracts.RewardFrame.properties, events: Type.Array(ref('RewardEvent')) },
    } as TSchema,
    RewardEvent: oneOf(events),
    Webhook: Type.Object({ type: Type.String(), timestamp: Type.String(), data: ref('RewardEvent') }),
    ...Object.fromEntries(events),
    Fact: oneOf(facts),
    ...Object.fromEntries(facts),
    Command: oneOf(commands),
    ...Object.fromEntries(commands),
    RuleSet: contracts.RuleSet,
  };
}

/** Without TypeBox's own marks. */
const plain = (schema: TSchema): unknown => JSON.parse(JSON.stringify(schema));
