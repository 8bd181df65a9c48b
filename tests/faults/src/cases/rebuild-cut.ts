import { setTimeout as sleep } from 'node:timers/promises';
import { COMMIT } from '../nemesis/process-faults.js';
import type { Case } from './case.js';
import { spoilMembers } from './maintenance.js';

/** The command that an operator mends members with loses its database at the commit, and is run again. */
export const rebuildCut: Case = {
  name: 'a rebuild loses its database at the commit',
  async tell(scene) {
    const { system } = scene;
    await sleep(3_000);
    await spoilMembers(scene);
    const engine = system.service('reward-engine');
    await engine.stop();
    const link = system.link('reward-engine', COMMIT.server);
    link?.trip({ request: COMMIT.request, moment: 'before', act: () => link.refuse() });
    const cut = await system.command('reward-engine', 'rebuild-main', { REPAIR: '1' });
    link?.heal();
    const again = await system.command('reward-engine', 'rebuild-main', { REPAIR: '1' });
    engine.start();
    if (cut.code === 0 || again.code !== 0)
      throw new Error(`it ended with ${cut.code}, then ${again.code}: ${again.lines.slice(-3).join(' ')}`);
    return 'run again, it mended everything';
  },
};
