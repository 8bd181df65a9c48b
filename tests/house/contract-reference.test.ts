import { PAYLOADS, SETTINGS } from '@synapse/contracts';
import { contractReference } from './contract-reference';
import { checkGenerated } from './generated-file';

test('docs/contracts.md is what the contracts say', () => {
  checkGenerated('docs/contracts.md', contractReference());
});

test('every fact type and every setting has its place in it', () => {
  const text = contractReference();
  for (const name of [...Object.keys(PAYLOADS), ...Object.keys(SETTINGS)])
    expect(text).toContain(`\`${name}\``);
});
