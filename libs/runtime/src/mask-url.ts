// Starts at "://" and ends at the last "@" before white space, a quote or the next URL: a password may itself hold
// "@" or "/" when somebody forgot to encode it, and hiding too much is the cheaper mistake.
const USER_INFO = /:\/\/((?:(?!:\/\/)[^\s"'])*)@/g;
const SECRET_PARAMETER = /([?&](?:password|sslpassword|pass|token)=)[^&\s"'\\]*/gi;

/**
 * Hides passwords and tokens of every URL in a text: `nats://engine:pw@host` becomes `nats://engine:***@host`.
 * The text may be a single URL, a list, a log line or a stack.
 */
export function maskUrl(text: string): string {
  if (!text.includes('://')) return text;
  return text
    .replace(USER_INFO, (_, userInfo: string) => `://${maskUserInfo(userInfo)}@`)
    .replace(SECRET_PARAMETER, '$1***');
}

/** A lone name before the "@" may be a token (NATS accepts one there), so it is hidden as well. */
function maskUserInfo(userInfo: string): string {
  const colon = userInfo.indexOf(':');
  return colon === -1 ? '***' : `${userInfo.slice(0, colon)}:***`;
}
