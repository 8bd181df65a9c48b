/** So many digits keep the frames of a community in order as text. */
const DIGITS = 16;

export const spoolKeys = {
  /** The spool's own id, made once: the first part of every frame's id. */
  id: 'spool',
  next: (community: string) => `next/${community}`,
  frame: (community: string, number: number) => `frame/${community}/${String(number).padStart(DIGITS, '0')}`,
  session: (shard: number) => `session/${shard}`,
  ruleSet: (community: string) => `rules/${community}`,
  picture: (key: string) => `picture/${key}`,
};

/** The bounds of all keys under a prefix, for an iterator. */
export const under = (prefix: string) => ({ gte: `${prefix}/`, lt: `${prefix}0` });
