/** The release that every package of this checkout belongs to. */
export const VERSION = '0.1.0';
