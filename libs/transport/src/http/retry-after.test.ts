import { expect, it } from 'vitest';
import { parseRetryAfter } from './retry-after.ts';

const NOW = Date.UTC(2026, 0, 5, 12);

it.each([
  ['30', 30_000],
  [' 7 ', 7000],
  ['0.5', 500],
  ['Mon, 05 Jan 2026 12:01:00 GMT', 60_000],
  ['Monday, 05-Jan-26 12:01:00 GMT', 60_000],
])('reads %s', (value, wait) => {
  expect(parseRetryAfter(value, NOW)).toBe(wait);
});

it.each([undefined, '', '0', '-5', 'soon', '5 apples', 'Mon, 05 Jan 2026 11:59:00 GMT', 'GMT', '1e3', 'NaN'])(
  'takes %s for no word',
  (value) => {
    expect(parseRetryAfter(value, NOW)).toBeNull();
  },
);
