import { askForSeries, askRequest, type Bus, isTransient } from '@synapse/bus';
import {
  type Achievements,
  type Explanation,
  type Journal,
  type Leaderboard,
  type MemberAchievements,
  type MemberProfile,
  type Overview,
  type PackedExport,
  type Preferences,
  type Problem,
  type Quests,
  querySubject,
  type ReadAnswer,
  type Statement,
} from '@synapse/contracts';
import { sleep } from '@synapse/runtime';

/** What is asked of `query`, by the name of the read. */
interface Answers {
  getMember: MemberProfile;
  getLeaderboard: Leaderboard;
  getStatement: Statement;
  getJournal: Journal;
  getPreferences: Preferences;
  getOverview: Overview;
  explain: Explanation;
  listAchievements: Achievements;
  listMemberAchievements: MemberAchievements;
  listQuests: Quests;
}

/** Asks a read and waits for its answer. @throws Unanswered, ReadRefused */
export type Ask = <N extends keyof Answers>(
  name: N,
  input: object,
  deadlineMs?: number,
) => Promise<Answers[N]>;

/** What comes in parts. */
interface Series {
  exportMember: PackedExport;
}

/** Asks for what comes in parts. @throws Unanswered, ReadRefused */
export type AskForSeries = <N extends keyof Series>(
  name: N,
  input: object,
  deadlineMs: number,
) => AsyncIterable<Series[N]>;

/** Nobody can answer right now. */
export class Unanswered extends Error {
  override name = 'Unanswered';
}

/** What was asked for is not there, or makes no sense. */
export class ReadRefused extends Error {
  override name = 'ReadRefused';
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

const DEADLINE_MS = 8_000;
const AGAIN_MS = 250;

export const createAsk =
  (bus: Bus, community: string): Ask =>
  async (name, input, deadlineMs = DEADLINE_MS) => {
    const subject = querySubject(community, name);
    const said = await answerWithin<ReadAnswer>(bus, subject, input, deadlineMs).catch((error: unknown) => {
      throw new Unanswered(`query did not answer ${name}.`, { cause: error });
    });
    return answerIn(said) as never;
  };

export const createAskForSeries = (bus: Bus, community: string): AskForSeries =>
  async function* (name, input, deadlineMs) {
    try {
      const answers = askForSeries<ReadAnswer>(bus, querySubject(community, name), input, deadlineMs);
      for await (const said of answers) yield answerIn(said) as never;
    } catch (error) {
      if (error instanceof Unanswered || error instanceof ReadRefused) throw error;
      throw new Unanswered(`query did not answer ${name}.`, { cause: error });
    }
  };

function answerIn(said: ReadAnswer): unknown {
  if ('answer' in said) return said.answer;
  if (said.problem.status >= 500 || said.problem.status === 429) throw new Unanswered(said.problem.detail);
  throw new ReadRefused(said.problem);
}

/** Asks until somebody answers: while `query` restarts, the bus says at once that nobody is there. */
async function answerWithin<T>(bus: Bus, subject: string, input: object, deadlineMs: number): Promise<T> {
  const until = performance.now() + deadlineMs;
  for (;;) {
    const left = Math.max(1, until - performance.now());
    try {
      return await askRequest<T>(bus, subject, input, left);
    } catch (error) {
      if (!isTransient(error) || performance.now() + AGAIN_MS > until) throw error;
      await sleep(AGAIN_MS);
    }
  }
}

/** The answer, or `null` when there is nothing of that name. */
export const orNone = <T>(answer: Promise<T>): Promise<T | null> =>
  answer.catch((error: unknown) => {
    if (error instanceof ReadRefused && error.problem.status === 404) return null;
    throw error;
  });
