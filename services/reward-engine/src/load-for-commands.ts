import { type Command, type CommandType, STANDINGS } from '@synapse/contracts';
import { type Leader, paymentKey, whomErases } from '@synapse/economy';
import {
  type Connection,
  type Holding,
  loadLeaders,
  loadPayments,
  loadQuests,
  memberIdsBetween,
} from '@synapse/store';

/** Loads what only commands ask for; without commands nothing. */
export async function loadForCommands(connection: Connection, commands: readonly Command[]) {
  const erased = commands.map(whomErases).filter((id) => id !== null);
  const quests = await loadQuests(connection, questsOf(commands), erased);
  const payments = await loadPayments(connection, ofType(commands, 'revoke_achievement').map(holding));
  const claimers = quests.map(({ claimer }) => claimer).filter((id) => id !== null);
  const swept: bigint[] = [];
  for (const { body } of ofType(commands, 'sweep_template')) {
    swept.push(...(await memberIdsBetween(connection, BigInt(body.from), BigInt(body.to))));
  }
  return {
    members: [...claimers, ...swept, ...commands.flatMap(namedBy)],
    quests: new Map(quests.map((quest) => [quest.id, quest])),
    payments: new Map(payments.map((paid) => [paymentKey(paid.userId, paid.templateId), paid])),
    /** @param changed how many members the batch may move: that many of the first may fall back */
    async leaders(changed: number): Promise<Map<number, readonly Leader[]>> {
      const places = new Map<number, readonly Leader[]>();
      for (const { body } of ofType(commands, 'close_season')) {
        places.set(body.season, await loadLeaders(connection, body.season, STANDINGS + changed));
      }
      return places;
    },
  };
}

const ofType = <T extends CommandType>(commands: readonly Command[], type: T) =>
  commands.filter((command): command is Extract<Command, { type: T }> => command.type === type);

const questsOf = (commands: readonly Command[]) => [
  ...new Set(commands.flatMap(({ body }) => ('quest' in body ? [body.quest] : []))),
];

const namedBy = ({ actor, body }: Command): bigint[] => [
  actor,
  ...('member' in body && body.member !== undefined ? [BigInt(body.member)] : []),
];

const holding = ({ body }: Command<'revoke_achievement'>): Holding => ({
  userId: BigInt(body.member),
  templateId: body.template,
});
