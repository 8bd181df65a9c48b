import { figure, Panel, useTitle } from '@synapse/web-kit';
import { useState } from 'preact/hooks';
import { useGuildsAgain } from '../guilds.js';
import { Confirm } from '../parts/confirm.js';
import { SetupSteps } from '../parts/setup-steps.js';
import { useSay } from '../say.js';

interface There {
  guilds: number;
  categories: number;
  achievements: number;
}

const DONE = [
  'Guilds, channels and roles are read anew, as Discord has them now.',
  'Headings of channels become categories; channels follow where they were moved or renamed.',
  'Settings that are missing get their defaults.',
  'A first season is opened, if there never was one.',
  'The starter pack of achievements is added: those that you never had. What you changed or ended stays so.',
];

/** Makes a community ready to begin; may be done again whenever channels have changed. */
export function SetupPage() {
  const [times, setTimes] = useState(0);
  const again = useGuildsAgain();
  const say = useSay();
  useTitle('Setup', 'Synapse admin');
  return (
    <>
      <div class="title">
        <div>
          <h1>Setup</h1>
          <p>
            What a community needs before it can begin. Set up again whenever channels or roles have changed.
          </p>
        </div>
        <Confirm<There>
          change="set_up"
          label="Set up"
          title="Set up now?"
          isFirst
          onDone={({ guilds, categories, achievements }) => {
            say(
              `Set up: ${figure(guilds)} guilds, ${figure(categories)} categories, ${figure(achievements)} achievements.`,
            );
            again();
            setTimes(times + 1);
          }}
        >
          <p>What is there already stays as it is. It is safe to do again.</p>
        </Confirm>
      </div>
      <div class="halves">
        <Panel title="What there is">
          <SetupSteps key={times} />
        </Panel>
        <Panel title="What setting up does">
          <ol class="told numbered">
            {DONE.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ol>
        </Panel>
      </div>
    </>
  );
}
