const whole = new Intl.NumberFormat('en');
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const signed = new Intl.NumberFormat('en', { signDisplay: 'always' });
const ago = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'narrow' });
const date = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' });
const dateAndTime = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

/** 12345 as "12,345". */
export const figure = (value: number): string => whole.format(value);

/** 12345678 as "12.3M": for places too narrow for every digit. */
export const brief = (value: number): string =>
  Math.abs(value) < 1_000_000 ? whole.format(value) : short.format(value);

/** 15 as "+15". */
export const change = (value: number): string => signed.format(value);

/** A share of 1 as "12.5%"; what is above nothing never reads as nothing. */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return '<0.1%';
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}%`;
}

/** A day, UTC: "Nov 22, 2026". */
export const day = (time: string): string => date.format(new Date(time));

/** A moment in the reader's own time: "Nov 22, 2026, 1:05 PM". */
export const moment = (time: string): string => dateAndTime.format(new Date(time));

/** How long ago a time was, in words. */
export function since(time: string, now = Date.now()): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(time)) / 1000));
  if (seconds < 5) return 'now';
  if (seconds < 60) return ago.format(-seconds, 'second');
  if (seconds < 3600) return ago.format(-Math.floor(seconds / 60), 'minute');
  if (seconds < 86_400) return ago.format(-Math.floor(seconds / 3600), 'hour');
  return ago.format(-Math.floor(seconds / 86_400), 'day');
}
