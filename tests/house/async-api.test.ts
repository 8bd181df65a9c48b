import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import specs from '@asyncapi/specs';
import { factLines } from '@synapse/contracts';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { asyncApi } from './async-api';
import { checkGenerated } from './generated-file';
import { root } from './source-files';

const document = asyncApi();

test('docs/asyncapi.json is what the contracts say', () => {
  checkGenerated('docs/asyncapi.json', `${JSON.stringify(document, null, 1)}\n`);
});

test('it is an AsyncAPI 3 document', () => {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  addFormats(ajv);
  const validate = ajv.compile(specs.schemasWithoutId['3.0.0']);
  validate(document);
  expect(validate.errors ?? []).toEqual([]);
});

describe('its schemas', () => {
  const ajv = new Ajv({ strict: false });
  ajv.addSchema(document, 'synapse');
  const schema = (name: string) => ajv.getSchema(`synapse#/components/schemas/${name}`) as ValidateFunction;
  const golden = (name: string) => readFileSync(join(root, 'libs/contracts/test/golden', name));
  const lines = (bytes: Buffer) => bytes.toString('utf8').trim().split('\n');
  const documents: [string, unknown[]][] = [
    ['RewardFrame', [JSON.parse(golden('reward-frame-v1.json').toString('utf8'))]],
    ['RuleSet', [JSON.parse(golden('rule-set-v1.json').toString('utf8'))]],
    ['Command', lines(golden('commands-v1.ndjson')).map((line) => JSON.parse(line))],
    [
      'Fact',
      (factLines(golden('facts-v1.frame')) ?? []).map((line) =>
        JSON.parse(Buffer.from(line).toString('utf8')),
      ),
    ],
  ];

  test.each(documents)('%s takes what version 1 wrote, and nothing without its type', (name, written) => {
    expect(written.length).toBeGreaterThan(0);
    const validate = schema(name);
    for (const one of written) expect([validate(one), validate.errors]).toEqual([true, null]);
    expect(validate({})).toBe(false);
  });
});
