import type { SettingValues } from '@synapse/contracts';
import type { Transaction } from '../audit.js';

/** The settings as the table has them, by key or `<key>:<guild>`. */
export async function settingsNow(tx: Transaction): Promise<SettingValues> {
  const rows = await tx.setting.findMany({ orderBy: { key: 'asc' } });
  return Object.fromEntries(rows.map(({ key, valueJson }) => [key, JSON.parse(valueJson)]));
}
