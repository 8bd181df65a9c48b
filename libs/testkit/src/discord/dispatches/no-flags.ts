/** No flag set. Widened on purpose: the flag enums have no member for it and refuse the literal. */
export const NO_FLAGS: number = 0;
