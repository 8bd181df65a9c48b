import { Panel, useTitle } from '@synapse/web-kit';
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
          You are {session.user_id}, and administer the guilds {session.guild_ids.join(', ')}. What can be
          read and changed is in the <a href="/openapi.json">API</a>.
        </p>
      </Panel>
    </div>
  );
}
