import { encodeFrame, FutureVersionError, factLines } from './index.js';

const text = (lines: Buffer[] | null) => lines?.map((line) => line.toString('utf8'));

test('a frame gives back the exact bytes of each of its facts', () => {
  const lines = ['{"id":"a"}', '{"id":"é 🎉"}', 'not json'];
  expect(text(factLines(encodeFrame('f:1', lines)))).toEqual(lines);
});

test('a frame without facts has none', () => {
  expect(factLines(encodeFrame('f:1', []))).toEqual([]);
});

test.each(['', 'x', 'null', '{}', '{"v":0}', '{"v":"1"}', '{"v":1.5}'])(
  'a header of %j is unreadable',
  (header) => {
    expect(factLines(Buffer.from(`${header}\n{}`))).toBeNull();
  },
);

test('a frame of a later version waits for an upgrade', () => {
  expect(() => factLines(Buffer.from('{"v":2,"id":"f:1"}\n{}'))).toThrow(FutureVersionError);
});
