import { Type } from '@sinclair/typebox';
import {
  isSettingKey,
  LAKE_EVENT_TYPES,
  type LakeEventType,
  SETTINGS,
  type SettingValues,
  settingComplaint,
} from '@synapse/contracts';
import { HttpProblem } from '@synapse/http';
import type { Transaction } from '../audit.js';
import { type Done, type Occasion, tableChange } from '../changes/change.js';
import { mustMatch } from '../changes/etag.js';
import { mustAdminister } from '../http/ids.js';
import { documentAnswer } from './row-change.js';
import { settingsDocument, sourceKey, sourcesDocument } from './settings.js';
import { settingsNow } from './settings-now.js';

const described = { scope: 'rules', isVersioned: true, params: Type.Object({}) } as const;

export const settingChanges = [
  tableChange({
    ...described,
    name: 'update_settings',
    method: 'PATCH',
    path: '/settings',
    tag: 'settings',
    summary:
      'Changes settings, all of them or none. A key followed by `:<guild id>` is the value for one guild.',
    body: Type.Object(
      {
        set: Type.Optional(
          Type.Record(Type.String({ maxLength: 100 }), Type.Unknown(), { maxProperties: 500 }),
        ),
        unset: Type.Optional(
          Type.Array(Type.String({ maxLength: 100 }), {
            maxItems: 500,
            uniqueItems: true,
            description: 'Back to the default; a guild’s own value goes.',
          }),
        ),
      },
      { additionalProperties: false, minProperties: 1 },
    ),
    async make(tx, { set = {}, unset = [] }, occasion) {
      const now = await settingsNow(tx);
      mustMatch(occasion, settingsDocument(now));
      return writeSettings(tx, now, set, unset, occasion);
    },
  }),
  tableChange({
    ...described,
    name: 'update_data_sources',
    method: 'PATCH',
    path: '/data-sources',
    tag: 'data sources',
    summary: 'Switches what the event lake keeps and counts on or off. Rewards go on either way.',
    body: Type.Partial(
      Type.Object(
        Object.fromEntries(LAKE_EVENT_TYPES.map((type) => [type, Type.Boolean()])) as Record<
          LakeEventType,
          ReturnType<typeof Type.Boolean>
        >,
      ),
      { additionalProperties: false, minProperties: 1 },
    ),
    async make(tx, wanted, occasion) {
      const now = await settingsNow(tx);
      mustMatch(occasion, sourcesDocument(now));
      const set = Object.fromEntries(
        Object.entries(wanted).map(([type, isOn]) => [sourceKey(type as LakeEventType), isOn]),
      );
      const { answer: _, audited } = await writeSettings(tx, now, set, [], occasion);
      return { answer: documentAnswer(sourcesDocument(await settingsNow(tx))), audited };
    },
  }),
];

async function writeSettings(
  tx: Transaction,
  now: SettingValues,
  set: Record<string, unknown>,
  unset: readonly string[],
  { asker }: Occasion,
): Promise<Done> {
  const names = [...Object.keys(set), ...unset];
  refuseWrong(set, unset);
  for (const guild of names.flatMap((name) => name.split(':')[1] ?? [])) mustAdminister(asker, guild);
  for (const [name, value] of Object.entries({ ...set, ...defaultsOf(unset) })) await write(tx, name, value);
  await tx.setting.deleteMany({ where: { key: { in: unset.filter((name) => name.includes(':')) } } });
  const after = await settingsNow(tx);
  const touched = (values: SettingValues) =>
    Object.fromEntries(names.sort().map((name) => [name, values[name] ?? null]));
  return {
    answer: documentAnswer(settingsDocument(after)),
    audited: {
      action: 'UPDATE',
      table: 'settings',
      id: names.length === 1 ? (names[0] ?? '').slice(0, 100) : `${names.length} keys`,
      before: touched(now),
      after: touched(after),
    },
  };
}

/** @throws HttpProblem 422 naming every value that is wrong */
function refuseWrong(set: Record<string, unknown>, unset: readonly string[]): void {
  const unknown = unset.filter((name) => settingComplaint(name, defaultOf(name)) !== null);
  const complaints = [
    ...Object.entries(set).flatMap(([name, value]) => settingComplaint(name, value) ?? []),
    ...unknown.map((name) => `${name}: no setting has this key.`),
    ...unset.filter((name) => Object.hasOwn(set, name)).map((name) => `${name}: both set and unset.`),
  ];
  if (complaints.length > 0) throw new HttpProblem(422, complaints.slice(0, 50).join(' '));
}

const defaultOf = (name: string): unknown => {
  const [key = ''] = name.split(':');
  return isSettingKey(key) ? SETTINGS[key].default : undefined;
};

const defaultsOf = (unset: readonly string[]) =>
  Object.fromEntries(unset.filter((name) => !name.includes(':')).map((name) => [name, defaultOf(name)]));

async function write(tx: Transaction, name: string, value: unknown): Promise<void> {
  const [key = ''] = name.split(':');
  if (!isSettingKey(key)) return;
  const { category, description } = SETTINGS[key];
  const valueJson = JSON.stringify(value);
  await tx.setting.upsert({
    where: { key: name },
    create: { key: name, valueJson, category, description },
    update: { valueJson },
  });
}
