/** The community that a deployment serves when its operator names none. */
export const DEFAULT_COMMUNITY = 'main';

const COMMUNITY_NAME = /^[a-z0-9_]{1,32}$/;

/** Tells whether `name` can name a community: it becomes a part of subjects and of a stream's name. */
export function isCommunityName(name: string): boolean {
  return COMMUNITY_NAME.test(name);
}

/** Returns `name`, or throws a RangeError that says how a community may be named. */
export function communityName(name: string): string {
  if (isCommunityName(name)) return name;
  throw new RangeError(`"${name}" cannot name a community: use 1 to 32 of a-z, 0-9 and _.`);
}
