import { SETTINGS } from '@synapse/contracts';
import { audit, type Transaction } from '../audit.js';

/** Adds every registered setting that is missing, at its default; what is there stays. */
export async function addMissingSettings(tx: Transaction): Promise<void> {
  const there = new Set((await tx.setting.findMany({ select: { key: true } })).map(({ key }) => key));
  const missing = Object.entries(SETTINGS).filter(([key]) => !there.has(key));
  if (missing.length === 0) return;
  await tx.setting.createMany({
    data: missing.map(([key, setting]) => ({
      key,
      valueJson: JSON.stringify(setting.default),
      category: setting.category,
      description: setting.description,
    })),
  });
  await audit(tx, {
    action: 'CREATE',
    table: 'settings',
    id: `${missing.length} keys`,
    after: Object.fromEntries(missing.map(([key, setting]) => [key, setting.default])),
    reason: 'Missing settings get their defaults.',
  });
}
