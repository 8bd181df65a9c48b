import { Panel, useTitle } from '@synapse/web-kit';
import { GuildName } from '../parts/guild-name.js';
import { useSession } from '../session.js';

/** Where an admin begins. */
export function HomePage() {
  const { session } = useSession();
  useTitle('Synapse admin');
  return (
    <div class="stack">
      <div class="title">
        <div>
          <h1>Welcome</h1>
          <p>What you change here is in force at once, and written down.</p>
        </div>
      </div>
      <Panel title="Signed in">
        <p>
          You are {session.user_id}, and administer{' '}
          {session.guild_ids.map((id, n) => (
            <span key={id}>
              {n > 0 && ', '}
              <GuildName id={id} />
            </span>
          ))}
          . What can be read and changed is in the <a href="/openapi.json">API</a>, too.
        </p>
      </Panel>
    </div>
  );
}
