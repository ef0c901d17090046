import type { SettledRange, SettledStatus } from '@marketloom/storage';
import { expect, it } from 'vitest';
import { coverageBar } from './coverage-bar.ts';

const range = (start: number, end: number, status: SettledStatus = 'stored'): SettledRange => ({
  start,
  end,
  status,
});

it('shows cell by cell what the ledger says', () => {
  const axis = { start: 0, end: 100 };
  expect(coverageBar([range(0, 100)], axis, 10)).toBe('██████████');
  expect(coverageBar([], axis, 4)).toBe('····');
  const mixed = [range(0, 20, 'unavailable'), range(20, 45), range(45, 50, 'empty'), range(62, 90)];
  expect(coverageBar(mixed, axis, 10)).toBe('──██▓·░██·');
});

it('has no hole where cells and candles do not begin together', () => {
  expect(coverageBar([range(0, 100)], { start: 0, end: 100 }, 7)).toBe('███████');
  expect(coverageBar([range(0, 33), range(33, 100)], { start: 0, end: 100 }, 3)).toBe('███');
});

it('has no hole where candles have not closed', () => {
  const axis = { start: 0, end: 100 };
  expect(coverageBar([range(0, 65)], axis, 10, 65)).toBe('███████   ');
  expect(coverageBar([range(0, 65)], axis, 10, 69)).toBe('██████░   ');
});

it('shows a single missing millisecond of a long stretch', () => {
  expect(coverageBar([range(0, 500), range(501, 1000)], { start: 0, end: 1000 }, 2)).toBe('█░');
});
