import type { AdminActionType, AuditRow } from '@synapse/contracts';
import { Empty, Loading, moment, Notice, Panel, Time, useRead, useTitle } from '@synapse/web-kit';
import { useLocation } from 'preact-iso';
import { changedName } from '../parts/changed-name.js';
import { Diff, differences } from '../parts/diff.js';
import { MemberLink, MemberName } from '../parts/member-link.js';
import { reads } from '../reads.js';
import { words } from '../schema/words.js';

const SHOWN = 50;
const ACTIONS = Object.keys({
  CREATE: true,
  UPDATE: true,
  DELETE: true,
  SEASON_ROLL: true,
  MANUAL_AWARD: true,
  MANUAL_REVOKE: true,
  IMPORT: true,
  WHAT_IF_APPLY: true,
  WHAT_IF_UNDO: true,
} satisfies Record<AdminActionType, true>);
const TABLES = [
  'settings',
  'categories',
  'achievement_templates',
  'seasons',
  'quests',
  'users',
  'api_keys',
  'member_imports',
  'history_imports',
  'rule_sets',
  'guild_structures',
  'jobs',
];
const SYSTEM = '0';

/** Who changed what, with the difference. */
export function AuditPage() {
  const { query, route } = useLocation();
  const { action = '', table = '', actor = '', before } = query as Partial<Record<string, string>>;
  const { answer, error } = useRead(reads.audit({ action, table, actor, before, limit: SHOWN }));
  useTitle('Audit', 'Synapse admin');
  const asked = (changed: Record<string, string>) =>
    `/audit?${new URLSearchParams(Object.entries({ action, table, actor, ...changed }).filter(([, value]) => value))}`;
  return (
    <>
      <div class="title">
        <div>
          <h1>Audit</h1>
          <p>Every change, who made it and why. Nothing is ever taken out of it.</p>
        </div>
      </div>
      <search class="filters">
        <Choice
          label="Deed"
          value={action}
          among={ACTIONS}
          onChoose={(to) => route(asked({ action: to }), true)}
        />
        <Choice
          label="Of"
          value={table}
          among={TABLES}
          onChoose={(to) => route(asked({ table: to }), true)}
        />
        <label>
          <span>By</span>
          <input
            type="search"
            placeholder="Id; 0 is the system"
            value={actor}
            onChange={({ currentTarget }) => route(asked({ actor: currentTarget.value.trim() }), true)}
          />
        </label>
      </search>
      {error && <Notice>{error.message}</Notice>}
      <Panel title="Changes">
        {!answer && !error && <Loading lines={8} />}
        {answer?.items.length === 0 && <Empty title="Nothing of that kind was changed." />}
        <ol class="trail-of-changes">
          {answer?.items.map((row) => (
            <Change key={row.id} row={row} />
          ))}
        </ol>
        {(answer?.next || before) && (
          <p class="deeds">
            {before && (
              <a class="button" href={asked({})}>
                Newest
              </a>
            )}
            {answer?.next && (
              <a class="button" href={asked({ before: answer.next })}>
                Older
              </a>
            )}
          </p>
        )}
      </Panel>
    </>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  among: readonly string[];
  onChoose: (value: string) => void;
}

const Choice = ({ label, value, among, onChoose }: ChoiceProps) => (
  <label>
    <span>{label}</span>
    <select value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
      <option value="">All</option>
      {among.map((each) => (
        <option key={each} value={each}>
          {words(each)}
        </option>
      ))}
    </select>
  </label>
);

function Change({ row }: { row: AuditRow }) {
  const { id, actor_id, action, target_table, target_id, before, after, ip_address, reason, at } = row;
  const count = differences(before, after).length;
  return (
    <li>
      <details>
        <summary>
          <span class={`badge ${action === 'DELETE' || action === 'MANUAL_REVOKE' ? 'bad' : 'own'}`}>
            {words(action)}
          </span>
          <strong>
            {words(target_table)} <bdi>{changedName(row) ?? target_id}</bdi>
          </strong>
          <span class="soft">
            {actor_id === SYSTEM ? 'the system' : <MemberName id={actor_id} />} · <Time at={at} />
          </span>
          {reason && <q>{reason}</q>}
        </summary>
        <p class="soft">
          Number {id}, {moment(at)}
          {actor_id !== SYSTEM && (
            <>
              , by <MemberLink id={actor_id} />
            </>
          )}
          {ip_address && `, from ${ip_address}`}.{' '}
          {count === 1 ? '1 place differs.' : `${count} places differ.`}
        </p>
        <Diff before={before} after={after} />
      </details>
    </li>
  );
}
