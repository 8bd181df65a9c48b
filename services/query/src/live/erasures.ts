import { type FeedFrame, feedFrame, withoutMember } from './feed-frame.js';
import type { RewardSource } from './reward-source.js';

export type Erasures = ReturnType<typeof createErasures>;

/** Who was erased, and by which frame: the stream still tells of them before it, and nobody is to be told any more. */
export function createErasures() {
  const frames = new Map<string, number>();
  let knownFrom = 0;

  function note({ frame, erasures }: FeedFrame): void {
    for (const [member] of erasures) frames.set(member, Math.max(frame, frames.get(member) ?? 0));
  }

  return {
    note,

    /** Starts over: whoever reads from this frame on notes each. */
    reset(from: number): void {
      frames.clear();
      knownFrom = from;
    },

    /** Reads what lies between a place and the first frame that was noted; each stretch once. */
    async learn(from: number, source: RewardSource, signal: AbortSignal): Promise<void> {
      if (from >= knownFrom) return;
      const until = knownFrom;
      for await (const frame of source.read(from, signal)) {
        if (frame.frame >= until) {
          knownFrom = Math.min(knownFrom, from);
          return;
        }
        note(feedFrame(frame));
      }
    },

    /** The frame as it may still be shown. */
    clean(frame: FeedFrame): FeedFrame {
      let shown = frame;
      for (const [member, erased] of frames) {
        if (frame.frame < erased) shown = withoutMember(shown, member);
      }
      return shown;
    },
  };
}
