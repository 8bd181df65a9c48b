import { COMMANDS, DENIALS, PAYLOADS, REFUSALS, RewardEvent, SETTINGS } from '@synapse/contracts';
import { contractReference } from './contract-reference';
import { checkGenerated } from './generated-file';

test('docs/contracts.md is what the contracts say', () => {
  checkGenerated('docs/contracts.md', contractReference());
});

test('everything that has a name in the contracts has its place in it', () => {
  const text = contractReference();
  const kinds = RewardEvent.anyOf.map(({ properties }) => properties.kind.const);
  const names = [PAYLOADS, SETTINGS, COMMANDS, REFUSALS].flatMap(Object.keys);
  for (const name of [...names, ...kinds, ...DENIALS]) expect(text).toContain(`\`${name}\``);
});
