import { Type } from '@sinclair/typebox';
import { Snowflake } from '../snowflake.js';

/** A figure of a member: never below 0. */
export const Figure = Type.Integer({ minimum: 0 });
/** What came or went. */
export const Delta = Type.Integer();
/** The number of a row: a season's, a template's, a quest's. */
export const RowNumber = Type.Integer({ minimum: 1, maximum: 2_147_483_647 });
export const Moment = Type.String({
  description: 'ISO 8601, UTC.',
  examples: ['2026-11-22T12:00:00.000Z'],
});
export const Day = Type.String({
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
  description: 'A day, UTC.',
  examples: ['2026-11-22'],
});

/** How a member is called. */
export const CALLING = {
  id: Snowflake,
  name: Type.String({ description: 'Display name; the id until one is known.' }),
  avatar: Type.Union([Type.String(), Type.Null()], { description: 'Avatar hash.' }),
};
export const MemberName = Type.Object(CALLING);

/** Where to go on: given by an answer, and good for the question that it answered. */
export const NextCursor = Type.Union([Type.String(), Type.Null()], {
  description: 'What to send as `cursor` for the page behind this one; null on the last.',
});
