import { describe, expect, it } from 'vitest';
import { UsageError } from '../usage-error.ts';
import { parseTime } from './parse-time.ts';
import { joinValues } from './join-values.ts';

const now = Date.UTC(2024, 1, 29, 12);

describe('parseTime', () => {
  it.each([
    ['now', now],
    ['2023-02-01', Date.UTC(2023, 1, 1)],
    ['2023-02-01T12:30', Date.UTC(2023, 1, 1, 12, 30)],
    ['2023-02-01 12:30:05.250', Date.UTC(2023, 1, 1, 12, 30, 5, 250)],
    ['2023-02-01T12:30:00Z', Date.UTC(2023, 1, 1, 12, 30)],
    ['2023-02-01t12:30:00+02:00', Date.UTC(2023, 1, 1, 10, 30)],
    ['1675209600000', Date.UTC(2023, 1, 1)],
    ['-7d', now - 7 * 86_400_000],
    ['-1.5h', now - 5_400_000],
  ])('reads %s', (text, time) => {
    expect(parseTime(text, 'start', now)).toBe(time);
  });

  it.each([
    '2023-02-30',
    '2023-13-01',
    '2023-02-01T25:00',
    'yesterday',
    '',
    '-7x',
    '1675209600',
    '2023',
    '99999999999999999',
  ])('refuses %j and names the flag and the forms', (text) => {
    expect(() => parseTime(text, 'start', now)).toThrow(UsageError);
    expect(() => parseTime(text, 'start', now)).toThrow(/--start .*epoch milliseconds, now, or relative/);
  });
});

describe('joinValues', () => {
  it('joins only what follows a long flag', () => {
    expect(
      joinValues(['ingest', '--start', '-7d', '--end', 'now', '-v', '--json', '-h', '--from', '-', '-']),
    ).toEqual(['ingest', '--start=-7d', '--end', 'now', '-v', '--json', '-h', '--from=-', '-']);
  });
});
