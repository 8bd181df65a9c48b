/** Ends what `start-servers` started. */
export default async function stopServers(): Promise<void> {
  await (globalThis as { stopTestServers?: () => Promise<void> }).stopTestServers?.();
}
