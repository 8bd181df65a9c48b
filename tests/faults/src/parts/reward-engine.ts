import {
  figuresAreSums,
  figuresAreTheModels,
  journalIsTheModels,
  outcomesAreTheModels,
  proofsAgree,
} from '../judge/figure-invariants.js';
import { commandsAreTold, rewardsAreTheJournals } from '../judge/reward-invariants.js';
import { badLink } from '../nemesis/network-faults.js';
import { COMMIT, cutAt, frozen, killed, killedAt, publishOf, restarted } from '../nemesis/process-faults.js';
import { ERASURE_KEY } from '../system/secrets.js';
import type { Part } from './part.js';

const NAME = 'reward-engine';
const REWARDS = publishOf('synapse.rewards', 'the publishing of rewards');

export const rewardEngine: Part = {
  service: { name: NAME, role: 'synapse_reward_engine', environment: () => ({ ERASURE_KEY }) },
  faults: [
    killed(NAME),
    restarted(NAME),
    frozen(NAME),
    killedAt(NAME, COMMIT),
    cutAt(NAME, COMMIT),
    killedAt(NAME, REWARDS),
    cutAt(NAME, REWARDS),
    badLink(NAME, 'nats'),
    badLink(NAME, 'postgres'),
  ],
  invariants: [
    journalIsTheModels,
    figuresAreTheModels,
    figuresAreSums,
    outcomesAreTheModels,
    proofsAgree,
    rewardsAreTheJournals,
    commandsAreTold,
  ],
};
