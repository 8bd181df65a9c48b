import { type Static, Type } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { RewardEvent } from '@synapse/contracts';
import { OperatorError } from '@synapse/runtime';

const KINDS = RewardEvent.anyOf.map(({ properties }) => properties.kind.const);

const Endpoint = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z0-9-]{1,32}$' }),
    url: Type.String({ pattern: '^https?://' }),
    /** 24 to 64 bytes in base64. Source: Standard Webhooks, "Signature scheme". */
    secret: Type.String({ pattern: '^whsec_[A-Za-z0-9+/]{32,88}={0,2}$' }),
    kinds: Type.Optional(Type.Array(Type.Union(KINDS.map((kind) => Type.Literal(kind))), { minItems: 1 })),
  },
  { additionalProperties: false },
);
export type Endpoint = Static<typeof Endpoint>;

const schema = TypeCompiler.Compile(Type.Array(Endpoint, { minItems: 1 }));

const HINT =
  'It is a list of {"name", "url", "secret", "kinds"}: a name of a-z, 0-9 and -, an https:// address, a secret made by ' +
  '`echo whsec_$(openssl rand -base64 32)`, and, if not all are wanted, the kinds of events.';

/** Reads the endpoints. @throws OperatorError naming the first thing that is wrong, without any secret */
export function readEndpoints(text: string): Endpoint[] {
  const endpoints = parse(text);
  if (!schema.Check(endpoints)) {
    const { path = '', message = '' } = schema.Errors(endpoints).First() ?? {};
    throw new OperatorError(`WEBHOOKS is wrong at ${path || '/'}: ${message}.`, HINT);
  }
  for (const { name, url } of endpoints) {
    if (!isSafe(url)) throw new OperatorError(`WEBHOOKS: the address of ${name} is not https.`, HINT);
  }
  const twice = endpoints.find(({ name }, index) => endpoints.findIndex((one) => one.name === name) < index);
  if (twice) throw new OperatorError(`WEBHOOKS names the endpoint ${twice.name} twice.`, HINT);
  return endpoints;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new OperatorError('WEBHOOKS is not JSON.', HINT);
  }
}

/** Unencrypted only to this machine. */
function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}
