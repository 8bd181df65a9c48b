/** Reads JSON from this server. @throws Error whose message is the problem's `detail` */
export async function read(path) {
  const answer = await fetch(path, { headers: { accept: 'application/json' } }).catch(() => {
    throw new Error('The server does not answer.');
  });
  if (answer.ok) return answer.json();
  const problem = await answer.json().catch(() => ({}));
  throw new Error(problem.detail ?? `The server answers ${answer.status}.`);
}
