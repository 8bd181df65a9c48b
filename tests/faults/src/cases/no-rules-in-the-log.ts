import { setTimeout as sleep } from 'node:timers/promises';
import { whileArchived } from './archive.js';
import type { Case } from './case.js';

/** The log forgets by age: one day the last rule set is no longer in it, and everybody goes on by it all the same. */
export const noRulesInTheLog: Case = {
  name: 'no rule set is left in the log',
  async tell(scene) {
    const { system } = scene;
    await sleep(3_000);
    await whileArchived(scene, () =>
      system.withBus(async ({ jsm }) => {
        const { state } = await jsm.streams.info('FACTS_main');
        await jsm.streams.purge('FACTS_main', { seq: state.last_seq + 1 });
      }),
    );
    for (const service of system.regular) {
      await service.stop();
      service.start();
    }
    await sleep(3_000);
    return 'everybody was started anew without one';
  },
};
