import type { SettingsDocument } from '@synapse/contracts';
import { complaint, range } from '../schema/complaint.js';
import { type Schema, withoutNull } from '../schema/schema.js';
import { Field } from './form/field.js';

interface SettingFieldProps {
  setting: SettingsDocument['settings'][number];
  guild: string | undefined;
  /** The guild's own value, where it has one. */
  own: unknown;
  wish: { to?: unknown } | undefined;
  /** What the server said of it. */
  refused: string | null;
  onWish: (wish: { to?: unknown } | null) => void;
}

/** One setting: what it is, what it may be, what it is unless told otherwise. */
export function SettingField({ setting, guild, own, wish, refused, onWish }: SettingFieldProps) {
  const schema = setting.schema as Schema;
  const byDefault = guild === undefined ? setting.default : setting.value;
  const now = own ?? setting.value;
  const value = wish ? ('to' in wish ? wish.to : byDefault) : now;
  const isOwn = wish ? 'to' in wish : own !== undefined;
  const isUsual = guild === undefined ? isSame(value, byDefault) : !isOwn;
  const back = () =>
    onWish(
      guild === undefined
        ? isSame(now, byDefault)
          ? null
          : { to: byDefault }
        : own === undefined
          ? null
          : {},
    );
  return (
    <div class="setting" data-changed={wish !== undefined}>
      <Field
        name={setting.key}
        schema={schema}
        guild={guild}
        hint={`${setting.description}${bounds(schema)}`}
        value={value}
        complaint={refused ?? (wish && 'to' in wish ? complaint(schema, wish.to) : null)}
        onChange={(to) =>
          onWish(isSame(to, now) && (guild === undefined || own !== undefined) ? null : { to })
        }
        aside={
          <>
            {wish && <span class="badge changed">was {inWords(now)}</span>}
            {guild !== undefined && isOwn && <span class="badge own">Its own</span>}
          </>
        }
      />
      <p class="default">
        <span class="soft">
          {guild === undefined ? 'Default' : 'Community'}: {inWords(byDefault)}
        </span>
        {!isUsual && (
          <button type="button" class="link" onClick={back}>
            Back to {guild === undefined ? 'the default' : 'the community’s'}
            <span class="unseen"> for {setting.key}</span>
          </button>
        )}
      </p>
    </div>
  );
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

function bounds(given: Schema): string {
  const { type, minimum, maximum } = withoutNull(given).schema;
  if (type !== 'integer' && type !== 'number') return '';
  const said = range({ minimum, maximum }).replace(/^, /, ' ');
  return said && ` ${said.trim().replace(/^./, (letter) => letter.toUpperCase())}.`;
}

/** A value in a few words. */
export function inWords(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : `${value.length} rows`;
  if (typeof value === 'object') return Object.values(value).join('–');
  return String(value);
}
