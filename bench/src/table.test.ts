import { renderTable } from './table.js';

test('columns are as wide as their widest cell', () => {
  const rows = [
    ['publish', '1,234'],
    ['a bare insert', '7'],
  ];
  expect(renderTable(['what', 'rate'], rows, ['rate'])).toBe(
    [
      '| what          |  rate |',
      '| ------------- | ----: |',
      '| publish       | 1,234 |',
      '| a bare insert |     7 |',
    ].join('\n'),
  );
});
