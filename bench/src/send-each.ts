import { type Connection, type Owner, type Queue, sendTransaction } from '@synapse/store';

/** Sends a transaction for each batch as the writers do while everything is new: the next is worked out while one is written. */
export async function sendEach<T>(
  owner: Owner,
  batches: Iterable<T>,
  write: (transaction: Connection, queue: Queue, batch: T) => void,
): Promise<void> {
  let before: Promise<void> = Promise.resolve();
  for (const batch of batches) {
    const sent = owner.send((connection) =>
      sendTransaction(connection, (transaction, queue) => write(transaction, queue, batch)),
    );
    sent.catch(() => {});
    await before;
    before = sent;
  }
  await before;
}
