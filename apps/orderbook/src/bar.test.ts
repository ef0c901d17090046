import { expect, it } from 'vitest';
import { bar } from './bar.ts';

it.each([
  [0, ''],
  [0.0001, '▏'],
  [0.5, '██'],
  [0.53125, '██▏'],
  [0.99, '████'],
  [1, '████'],
  [7, '████'],
  [-1, ''],
])('%d of four cells', (share, drawn) => {
  expect(bar(share, 4)).toBe(drawn);
});
