import type { RewardEvent } from '@synapse/contracts';

export interface ServerSentEvent {
  id: string;
  kind: string;
  data: RewardEvent;
}

export interface OpenStream {
  /** The next `count` events. @throws when the server ends the stream before */
  take(count: number): Promise<ServerSentEvent[]>;
  /** The comments received so far. */
  comments: string[];
  /** Resolves when the server has ended the stream. */
  ended: Promise<void>;
  leave(): void;
}

/** Opens `/v1/stream` and reads it as a browser would. */
export async function openStream(
  base: string,
  {
    lastEventId,
    recent,
    filter = {},
  }: { lastEventId?: string; recent?: number; filter?: Record<string, string> } = {},
): Promise<OpenStream> {
  const left = new AbortController();
  const answer = await fetch(
    `${base}/v1/stream?${new URLSearchParams({ ...(recent !== undefined && { recent: String(recent) }), ...filter })}`,
    {
      headers: { connection: 'close', ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) },
      signal: left.signal,
    },
  );
  if (!answer.ok || !answer.body) throw new Error(`The stream answers ${answer.status}.`);
  const events: ServerSentEvent[] = [];
  const comments: string[] = [];
  let wake = () => {};
  let isOver = false;
  const ended = readBlocks(answer.body, (block) => {
    if (block.startsWith(':')) comments.push(block);
    const event = parse(block);
    if (event) events.push(event);
    wake();
  })
    .catch(() => {})
    .then(() => {
      isOver = true;
      wake();
    });
  return {
    comments,
    ended,
    leave: () => left.abort(),
    async take(count) {
      while (events.length < count) {
        if (isOver) throw new Error(`The stream ended after ${events.length} of ${count} events.`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return events.splice(0, count);
    },
  };
}

async function readBlocks(body: ReadableStream<Uint8Array>, onBlock: (block: string) => void): Promise<void> {
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + chunk).split('\n\n');
    text = blocks.pop() ?? '';
    blocks.forEach(onBlock);
  }
}

function parse(block: string): ServerSentEvent | null {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
  const [id, kind, data] = [field('id'), field('event'), field('data')];
  if (id === undefined || kind === undefined || data === undefined) return null;
  return { id, kind, data: JSON.parse(data) as RewardEvent };
}
