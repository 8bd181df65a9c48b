import type { HistoryImport } from '@synapse/contracts';
import { day, figure, Loading, Notice, Time, useRead, useTitle } from '@synapse/web-kit';
import { useGuilds } from '../guilds.js';
import { BadRows } from '../parts/bad-rows.js';
import { Confirm } from '../parts/confirm.js';
import { Figures } from '../parts/figures.js';
import { GuildName } from '../parts/guild-name.js';
import { MemberLink } from '../parts/member-link.js';
import { isUnderWay, RunState, useWatch } from '../parts/runs.js';
import { reads } from '../reads.js';
import { useSay } from '../say.js';

/** One file of a channel's past: what it holds, and what becomes of it. */
export function HistoryImportPage({ id }: { id: string }) {
  const { answer: file, etag, error, refresh } = useRead(reads.history.one(id), 300);
  const guilds = useGuilds();
  const say = useSay();
  useWatch(file !== undefined && isUnderWay(file), refresh);
  useTitle(`History ${id}`, 'Imports', 'Synapse admin');
  if (!file) return error ? <Notice>{error.message}</Notice> : <Loading lines={8} />;
  const { report } = file;
  const channel = guilds.flatMap(({ channels }) => channels).find((each) => each.id === report.channel_id);
  const done = (said: string) => {
    say(said);
    refresh();
  };
  return (
    <>
      <nav class="trail" aria-label="Where this is">
        <a href="/imports/history">Imports</a> <span aria-hidden="true">/</span> History {id}
      </nav>
      <div class="title">
        <div>
          <h1>{channel ? `#${channel.name}` : `Channel ${report.channel_id}`}</h1>
          <p>
            <GuildName id={file.guild_id} />; sent by <MemberLink id={file.created_by} />{' '}
            <Time at={file.created_at} />
          </p>
        </div>
        <RunState run={file} />
      </div>
      <div class="stack">
        <Figures
          of={[
            [
              'Messages',
              figure(report.messages),
              report.from && report.until && `${day(report.from)} – ${day(report.until)}`,
            ],
            [
              'Become facts',
              figure(report.facts),
              `${figure(report.skipped.bot)} of bots and ${figure(report.skipped.system)} of Discord itself do not`,
            ],
            ['Judged before', figure(report.known), 'they have no second effect'],
            ['Also go into the lake', figure(report.laid), 'the others are older than it keeps'],
            ['Written by', figure(report.members), 'members'],
          ]}
        />
        <Decision file={file} etag={etag} onDone={done} />
        <BadRows count={report.bad} rows={report.bad_rows} />
      </div>
    </>
  );
}

interface DecisionProps {
  file: HistoryImport;
  etag: string | undefined;
  onDone: (said: string) => void;
}

function Decision({ file: { id, state, report }, etag, onDone }: DecisionProps) {
  const wish = { params: { id }, etag };
  if (state !== 'read') return null;
  return (
    <section class="panel removal" aria-label="Decision">
      <p>Nothing has happened yet. Applied, the past earns by the rules that are in force, silently.</p>
      <div class="deeds">
        <Confirm
          change="discard_history_import"
          wish={wish}
          label="Discard"
          title="Forget this file?"
          isDangerous
          onDone={() => onDone('The file is forgotten.')}
        >
          <p>What was read of it goes. The file can be sent again.</p>
        </Confirm>
        <Confirm
          change="apply_history_import"
          wish={wish}
          label="Apply"
          title="Let the past earn?"
          isFirst
          onDone={() => onDone('It is being applied.')}
        >
          <p>
            {figure(report.facts - report.known)} facts go into the log and are judged by their own times.
            That cannot be taken back as a whole.
          </p>
        </Confirm>
      </div>
    </section>
  );
}
