const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** A size in the unit that fits it: 12345678 as "12.3 MB". */
export function bytes(size: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, size)) / 3)));
  const value = size / 1000 ** power;
  return `${power === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${UNITS[power]}`;
}
