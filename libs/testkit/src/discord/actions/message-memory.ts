import type { GatewayMessageCreateDispatchData } from 'discord-api-types/v10';

/** The messages sent last: replies quote them, reactions name their author. */
export interface MessageMemory {
  remember(data: GatewayMessageCreateDispatchData): void;
  recall(messageId: string): GatewayMessageCreateDispatchData | undefined;
}

export function messageMemory(capacity = 10_000): MessageMemory {
  const messages = new Map<string, GatewayMessageCreateDispatchData>();
  return {
    remember(data) {
      messages.set(data.id, data);
      if (messages.size <= capacity * 1.1) return;
      for (const id of [...messages.keys()].slice(0, messages.size - capacity)) messages.delete(id);
    },
    recall: (messageId) => messages.get(messageId),
  };
}
