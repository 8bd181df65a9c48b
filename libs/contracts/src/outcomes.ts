import { type Static, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { oneOf } from './one-of.js';

/** Why a command had no effect: the stable code of a refusal. */
export const REFUSALS = {
  not_allowed:
    'This issuer may not send this command, or not about this member, or it needs a member as its actor.',
  id_reused: 'Another command was sent under this id before.',
  erased: 'Who asked, or whom it is about, was erased since.',
  unknown_member: 'Nobody in the community has this id.',
  unknown_template: 'No active achievement template has this id.',
  unknown_quest: 'No quest has this id.',
  unknown_season: 'No season has this id.',
  wrong_state: 'The quest or season is not in a state that allows this.',
  not_claimer: 'Somebody else claimed the quest.',
  already_earned: 'The member has this achievement.',
  not_earned: 'The member does not have this achievement.',
  insufficient_gold: 'The member has less gold than this costs.',
  out_of_range: 'A figure would leave the range from 0 to 2147483647, or a time lies in the future.',
  nothing_to_do: 'The command would change nothing.',
  bad_github_name: 'GitHub has no names of this form.',
} as const;
export type Refusal = keyof typeof REFUSALS;

/** What became of a command. */
export const Outcome = Type.Object({
  status: oneOf(['applied', 'refused'] as const),
  reason: Type.Optional(oneOf(Object.keys(REFUSALS) as Refusal[])),
  field: Type.Optional(
    Type.String({
      description: 'Of a refusal: what of the command it is about, where the reason alone does not tell.',
    }),
  ),
  result: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), { description: 'What it did, in figures.' }),
  ),
});
export type Outcome = Static<typeof Outcome>;

/** What a caller gets: the outcome, or that there is none yet. A pending command may still be applied. */
export type CommandAnswer = Outcome | { readonly status: 'pending' };

export const encodeOutcome = (outcome: Outcome): Buffer => Buffer.from(JSON.stringify(outcome), 'utf8');

/** @throws TypeError when the bytes are no outcome */
export function decodeOutcome(bytes: Uint8Array): Outcome {
  const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
  if (Value.Check(Outcome, value)) return value;
  throw new TypeError('The answer to a command is no outcome.');
}
