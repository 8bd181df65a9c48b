import type { RunOf } from '@synapse/contracts';
import type { Path } from '@synapse/web-kit';
import { figure, Loading, Notice, Panel, Progress, Time, useRead } from '@synapse/web-kit';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Page } from '../reads.js';
import { useSay } from '../say.js';
import { words } from '../schema/words.js';
import { Confirm } from './confirm.js';
import { MemberLink } from './member-link.js';
import { Table } from './table.js';

const LOOK_EVERY_MS = 1_500;
const TONES = {
  waiting: 'badge',
  running: 'badge own',
  done: 'badge good',
  failed: 'badge bad',
  stopped: 'badge',
  read: 'badge',
  applying: 'badge own',
  applied: 'badge good',
  undoing: 'badge own',
  undone: 'badge',
  discarded: 'badge',
};
const MOVING: ReadonlySet<string> = new Set(['running', 'applying', 'undoing']);

/** Whether something will be further soon. */
export const isUnderWay = ({ state }: Pick<Going, 'state'>) => state === 'waiting' || MOVING.has(state);

/** Calls `look` again and again while something is under way. */
export function useWatch(isBusy: boolean, look: () => void): void {
  useEffect(() => {
    if (!isBusy) return;
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isBusy, look]);
}

interface Going {
  state: keyof typeof TONES;
  done: number;
  total: number | null;
  problem?: string | null;
}

/** How far something is; a bar while it is under way. */
export function RunState({ run: { state, done, total, problem } }: { run: Going }) {
  const text = total === null ? figure(done) : `${figure(done)} of ${figure(total)}`;
  return (
    <span class="run-state">
      <span class={TONES[state]}>{words(state)}</span>
      {MOVING.has(state) && (
        <>
          <Progress share={total ? done / total : 0} label="How far it is" text={text} />
          <small class="soft">{text}</small>
        </>
      )}
      {problem && <small class="wrong">{problem}</small>}
    </span>
  );
}

interface RunWay {
  /** What the button says. */
  label: string;
  /** What starting one means. */
  meaning: string;
  body?: unknown;
}

interface RunsProps<R> {
  title: string;
  about: string;
  path: Path<Page<RunOf<R>>>;
  /** The change that starts one, and the ways in which it can be started. */
  start: string;
  ways: readonly RunWay[];
  stop: string;
  /** What came of one, in words. */
  told: (report: R) => ComponentChildren;
}

/** Runs of one kind, newest first; starts one, and stops one that is under way. */
export function Runs<R>({ title, about, path, start, ways, stop, told }: RunsProps<R>) {
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
        <span class="deeds">
          {ways.map(({ label, meaning, body }) => (
            <Confirm
              key={label}
              change={start}
              wish={{ body }}
              label={label}
              title={`${label}?`}
              disabled={isBusy}
              onDone={() => done('Asked for.')}
            >
              <p>{meaning}</p>
            </Confirm>
          ))}
        </span>
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
            {
              title: 'By',
              cell: ({ asked_by }) => (asked_by === '0' ? 'The clock' : <MemberLink id={asked_by} />),
            },
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
