import { Loading, moment, Notice, Panel, useRead, useTitle } from '@synapse/web-kit';
import { Confirm } from '../parts/confirm.js';
import { MemberLink } from '../parts/member-link.js';
import { reads } from '../reads.js';
import { useSay } from '../say.js';
import { words } from '../schema/words.js';

/** One dead letter with its bytes, and what is to become of it. */
export function DeadLetterPage({ id }: { id: string }) {
  const { answer: letter, error, refresh } = useRead(reads.deadLetter(id), 300);
  const say = useSay();
  useTitle('Dead letter', 'Synapse admin');
  if (!letter) return error ? <Notice>{error.message}</Notice> : <Loading lines={8} />;
  const done = (said: string) => {
    say(said);
    refresh();
  };
  return (
    <>
      <nav class="trail" aria-label="Where this is">
        <a href={`/dead-letters?owner=${letter.owner}`}>Dead letters</a> <span aria-hidden="true">/</span>{' '}
        Entry {letter.sequence}
      </nav>
      <div class="title">
        <div>
          <h1>{words(letter.reason)}</h1>
          <p>{letter.detail}</p>
        </div>
      </div>
      <div class="stack">
        <Panel title="What it is">
          <dl class="facts">
            <dt>Owner</dt>
            <dd>{letter.owner}</dd>
            <dt>Place in the log</dt>
            <dd>
              Entry {letter.sequence}
              {letter.fact_index < 0 ? ', as a whole' : `, fact ${letter.fact_index}`}
            </dd>
            <dt>Subject</dt>
            <dd>
              <code>{letter.subject}</code>
            </dd>
            <dt>Logged</dt>
            <dd>{moment(letter.logged_at)}</dd>
          </dl>
        </Panel>
        <Panel title="Its bytes">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
          <pre class="bytes" tabIndex={0}>
            {pretty(letter.text)}
          </pre>
        </Panel>
        <section class="panel removal" aria-label="Decision">
          {letter.decision ? (
            <p>
              It was {letter.decision}
              {letter.decided_by && (
                <>
                  {' '}
                  by <MemberLink id={letter.decided_by} />
                </>
              )}
              .
            </p>
          ) : (
            <>
              <p>Once what stood in its way is mended, put it into the log again; or leave it at that.</p>
              <Confirm
                change="redrive_dead_letter"
                wish={{ params: { id } }}
                label="Redrive"
                title="Put it into the log again?"
                onDone={() => done('It is on its way into the log.')}
              >
                <p>It is read and judged anew. What was done with it before has no second effect.</p>
              </Confirm>
              <Confirm
                change="discard_dead_letter"
                wish={{ params: { id } }}
                label="Discard"
                title="Discard this letter?"
                isDangerous
                onDone={() => done('Discarded.')}
              >
                <p>It is noted that nothing is to be done. Its bytes stay.</p>
              </Confirm>
            </>
          )}
        </section>
      </div>
    </>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
