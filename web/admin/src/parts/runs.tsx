import type { RunDocument, RunOf } from '@synapse/contracts';
import type { Path } from '@synapse/web-kit';
import { figure, Loading, Notice, Panel, Progress, Time, useRead } from '@synapse/web-kit';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Page } from '../reads.js';
import { useSay } from '../say.js';
import { words } from '../schema/words.js';
import { Confirm } from './confirm.js';
import { Table } from './table.js';

const LOOK_EVERY_MS = 1_500;
const TONES = {
  waiting: 'badge',
  running: 'badge own',
  done: 'badge good',
  failed: 'badge bad',
  stopped: 'badge',
};

export const isUnderWay = ({ state }: Pick<RunDocument, 'state'>) =>
  state === 'waiting' || state === 'running';

/** Calls `look` again and again while something is under way. */
export function useWatch(isBusy: boolean, look: () => void): void {
  useEffect(() => {
    if (!isBusy) return;
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isBusy, look]);
}

/** How far a run is; a bar while it is under way. */
export function RunState({ run }: { run: RunDocument }) {
  const { state, done, total, problem } = run;
  const text = total === null ? figure(done) : `${figure(done)} of ${figure(total)}`;
  return (
    <span class="run-state">
      <span class={TONES[state]}>{words(state)}</span>
      {state === 'running' && (
        <>
          <Progress share={total ? done / total : 0} label="How far it is" text={text} />
          <small class="soft">{text}</small>
        </>
      )}
      {problem && <small class="wrong">{problem}</small>}
    </span>
  );
}

interface RunsProps<R> {
  title: string;
  about: string;
  path: Path<Page<RunOf<R>>>;
  start: string;
  stop: string;
  label: string;
  /** What starting one means. */
  meaning: string;
  /** What came of one, in words. */
  told: (report: R) => ComponentChildren;
}

/** Runs of one kind, newest first; starts one, and stops one that is under way. */
export function Runs<R>({ title, about, path, start, stop, label, meaning, told }: RunsProps<R>) {
  const { answer, error, refresh } = useRead(path, 400);
  const say = useSay();
  const isBusy = answer?.items.some(isUnderWay) ?? false;
  useWatch(isBusy, refresh);
  const done = (said: string) => {
    say(said);
    refresh();
  };
  return (
    <Panel
      title={title}
      aside={
        <Confirm
          change={start}
          label={label}
          title={`${label}?`}
          disabled={isBusy}
          onDone={() => done('Asked for.')}
        >
          <p>{meaning}</p>
        </Confirm>
      }
    >
      <p class="soft">{about}</p>
      {error && <Notice>{error.message}</Notice>}
      {!answer && !error && <Loading lines={3} />}
      {answer && (
        <Table
          caption={title}
          columns={[
            { title: 'Asked', cell: ({ asked_at }) => <Time at={asked_at} /> },
            { title: 'State', cell: (run) => <RunState run={run} /> },
            { title: 'By', cell: ({ asked_by }) => (asked_by === '0' ? 'The clock' : asked_by) },
            { title: 'What came of it', cell: ({ report }) => report && told(report) },
            {
              title: '',
              cell: (run) =>
                isUnderWay(run) && (
                  <Confirm
                    change={stop}
                    wish={{ params: { id: run.id } }}
                    label="Stop"
                    title="Stop this run?"
                    isDangerous
                    onDone={() => done('Stopped.')}
                  >
                    <p>It ends where it is. What it did until then stays.</p>
                  </Confirm>
                ),
            },
          ]}
          rows={answer.items}
          id={({ id }) => id}
          empty="There was none yet."
        />
      )}
    </Panel>
  );
}
