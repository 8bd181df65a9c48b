import type { WhatIfDocument } from '@synapse/contracts';
import { Panel, useTitle } from '@synapse/web-kit';
import { useLocation } from 'preact-iso';
import { ChangeForm } from '../parts/form/change-form.js';
import { MomentControl } from '../parts/form/moment-control.js';
import { RuleChangesControl } from '../parts/rule-changes/rule-changes-control.js';
import { useSay } from '../say.js';

const MONTH_MS = 30 * 86_400_000;

/** Asks what other rules would have brought. */
export function NewWhatIfPage() {
  const { route } = useLocation();
  const say = useSay();
  useTitle('New what-if', 'What-ifs', 'Synapse admin');
  return (
    <>
      <nav class="trail" aria-label="Where this is">
        <a href="/what-ifs">What-ifs</a> <span aria-hidden="true">/</span> <span>New what-if</span>
      </nav>
      <div class="title">
        <div>
          <h1>What if the rules were other ones?</h1>
          <p>
            What members did is judged anew under them. Nothing is changed: you get a report to decide by.
          </p>
        </div>
      </div>
      <Panel title="What is to be different">
        <ChangeForm<WhatIfDocument>
          change="ask_what_if"
          fields={[
            {
              name: 'since',
              label: 'From',
              hint: 'What happened from here on is judged anew.',
              control: MomentControl,
            },
            { name: 'until', label: 'Until', hint: 'Up to now, unless chosen.', control: MomentControl },
            { name: 'changes', label: 'Changes', isWide: true, control: RuleChangesControl, hint: '' },
          ]}
          begin={{ since: `${new Date(Date.now() - MONTH_MS).toISOString().slice(0, 10)}T00:00:00.000Z` }}
          label="Find out"
          onDone={({ id }) => {
            say('Asked for.');
            route(`/what-ifs/${id}`);
          }}
        />
      </Panel>
    </>
  );
}
