import { useTitle } from '@synapse/web-kit';

/** Sends a browser to Discord, which says who somebody is. */
export function SignInPage() {
  useTitle('Sign in', 'Synapse admin');
  return (
    <section class="panel entrance" aria-label="Sign in">
      <h1>For admins</h1>
      <p class="soft">Who may change things here is what Discord says: owners of the guild and admins.</p>
      <a class="button first" href="/v1/admin/sign-in">
        Sign in with Discord
      </a>
    </section>
  );
}
