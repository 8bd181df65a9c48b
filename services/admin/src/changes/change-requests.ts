import { answerRequests, isTransient } from '@synapse/bus';
import {
  type ChangeAnswer,
  type ChangeRequest,
  changeRequestComplaint,
  changeSubject,
  isStorable,
} from '@synapse/contracts';
import { HttpProblem, problemBody } from '@synapse/http';
import { errorSummary } from '@synapse/runtime';
import { isDatabaseAway } from '@synapse/store';
import Ajv, { type ValidateFunction } from 'ajv';
import type { GuildAdmins } from '../sign-in/guild-admins.js';
import type { Admin } from './admin.js';
import type { AnyChange } from './change.js';
import { performChange } from './perform-change.js';

/**
 * Answers the changes that the bot asks for on behalf of whoever called it, until `signal` aborts: by the same code as over
 * HTTP. What only a signed-in admin may do is not offered.
 */
export async function answerChangeRequests(
  admin: Admin,
  admins: GuildAdmins,
  changes: readonly AnyChange[],
  signal: AbortSignal,
): Promise<void> {
  const ajv = new Ajv({ allErrors: false });
  const offered = new Map(
    changes
      .filter(({ scope, upload }) => scope !== 'session' && !upload)
      .map((change) => [change.name, { change, isValid: ajv.compile(inputSchema(change)) }]),
  );
  await answerRequests(admin.bus, {
    subject: changeSubject(admin.community, '*'),
    queue: 'admin',
    signal,
    answer: (name, body) =>
      change(admin, admins, offered.get(name), body).catch((error: unknown) => problemOf(admin, error)),
  });
}

interface Offer {
  change: AnyChange;
  isValid: ValidateFunction;
}

async function change(
  admin: Admin,
  admins: GuildAdmins,
  offer: Offer | undefined,
  body: unknown,
): Promise<ChangeAnswer> {
  if (!offer) throw new HttpProblem(404, 'There is no such change.');
  const complaint = changeRequestComplaint(body);
  if (complaint !== null) throw new HttpProblem(400, complaint);
  const { actor, key, input, reason = null } = body as ChangeRequest;
  if (!isStorable({ input, reason }))
    throw new HttpProblem(400, 'The request holds text that no column takes.');
  const guilds = await admins.guildsOf(BigInt(actor));
  if (guilds.size === 0) throw new HttpProblem(403, 'Only an admin of the community may do this.');
  if (!offer.isValid(input)) {
    const [error] = offer.isValid.errors ?? [];
    throw new HttpProblem(400, `input${error?.instancePath} ${error?.message}.`);
  }
  const asker = { actor: BigInt(actor), guilds, door: 'bot', address: null };
  const request = { change: offer.change, input, key, asker, reason, ifMatch: null };
  const { status, body: said } = await performChange(admin, request);
  return { status, body: said };
}

/** What a path and a body say, as one. */
export function inputSchema({ params, body }: AnyChange): object {
  return {
    type: 'object',
    additionalProperties: false,
    properties: { ...params.properties, ...body?.properties },
    required: [...(params.required ?? []), ...(body?.required ?? [])],
  };
}

function problemOf({ log }: Admin, error: unknown): ChangeAnswer {
  const problem = (status: number, detail: string) => ({ status, body: problemBody(status, detail) });
  if (error instanceof HttpProblem) return problem(error.status, error.message);
  if (isDatabaseAway(error) || isTransient(error)) return problem(503, 'It cannot be done right now.');
  log.warn({ err: error }, `a change request failed: ${errorSummary(error)}`);
  return problem(500, 'This is a fault of the server; its log tells more.');
}
