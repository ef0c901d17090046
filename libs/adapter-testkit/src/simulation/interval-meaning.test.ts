import { expect, it } from 'vitest';
import { intervalMeant } from './interval-meaning.ts';

it.each([
  ['60', 'minutes', '1h'],
  ['60', 'seconds', '1m'],
  ['1h', 'minutes', '1h'],
  ['Min60', 'minutes', '1h'],
  ['4hour', 'minutes', '4h'],
  ['D', 'minutes', '1d'],
  ['1Dutc', 'minutes', '1d'],
  ['1W', 'minutes', '1w'],
  ['1week', 'minutes', '1w'],
  ['M', 'minutes', '1M'],
  ['1mon', 'minutes', '1M'],
] as const)('%s, of numbers in %s, is %s', (word, bareNumbers, interval) => {
  expect(intervalMeant(word, bareNumbers)).toBe(interval);
});

// Gate's 7d begins on Thursdays, and its 30d is a month.
it.each(['7d', '10080', '168h', '30d', '7', '2M', '2w', 'soon', ''])('%s alone tells no interval', (word) => {
  expect(intervalMeant(word, 'minutes')).toBeNull();
});
