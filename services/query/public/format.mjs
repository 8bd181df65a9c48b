const whole = new Intl.NumberFormat('en');
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const signed = new Intl.NumberFormat('en', { signDisplay: 'always' });
const ago = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'narrow' });

/** 12345 as "12,345". */
export const figure = (value) => whole.format(value);

/** 12345678 as "12.3M": for places too narrow for every digit. */
export const brief = (value) => (value < 1_000_000 ? whole.format(value) : short.format(value));

/** 15 as "+15". */
export const change = (value) => signed.format(value);

/** How long ago a time was, in words. */
export function since(time, now = Date.now()) {
  const seconds = Math.max(0, Math.round((now - Date.parse(time)) / 1000));
  if (seconds < 5) return 'now';
  if (seconds < 60) return ago.format(-seconds, 'second');
  if (seconds < 3600) return ago.format(-Math.floor(seconds / 60), 'minute');
  if (seconds < 86_400) return ago.format(-Math.floor(seconds / 3600), 'hour');
  return ago.format(-Math.floor(seconds / 86_400), 'day');
}
