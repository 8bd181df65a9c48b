/** What somebody asked for cannot be done; the message says why, to them. */
export class Refused extends Error {
  override name = 'Refused';
}
