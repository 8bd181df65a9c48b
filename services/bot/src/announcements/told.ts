/** What an announcement says, as the ledger keeps it until it is sent. Members are shown by their ids: Discord knows their names. */
export type Told =
  | { kind: 'levels'; levels: number[]; gold: number }
  | { kind: 'achievement'; title: string; rarity: string; xp: number; gold: number }
  | { kind: 'award'; xp: number; gold: number; reason: string }
  | { kind: 'season'; title: string; first: { id: string; stars: number }[] };
