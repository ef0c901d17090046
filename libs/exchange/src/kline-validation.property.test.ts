import { Big } from 'big.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Columns, page, type Page } from './fixtures/kline-arbitraries.ts';
import { assertKlines, BadResponseError, KLINE_COLUMNS, type KlineColumn, KlineTable } from './index.ts';

/** A fault put into one row; null where that row can't have it. */
type Spoil = (columns: Columns, row: number, page: Page) => void;

const replace = (column: KlineColumn, row: number, columns: Columns, value: unknown): void => {
  Object.assign(columns, { [column]: columns[column]?.with(row, value as never) });
};

const decimalColumns = KLINE_COLUMNS.filter((name) => !/Time|Count/.test(name));

const faults: readonly [string, KlineColumn, Spoil][] = [
  ...decimalColumns.flatMap((name): [string, KlineColumn, Spoil][] =>
    ['NaN', 'Infinity', '', '-1', '1,5', '0x1', ' 1', 1.5, null, undefined].map((value) => [
      `${name} of ${JSON.stringify(value)}`,
      name,
      (columns, row) => replace(name, row, columns, value),
    ]),
  ),
  ...([-1, 0.5, Number.NaN, '3', null] as const).map((value): [string, KlineColumn, Spoil] => [
    `a trade count of ${JSON.stringify(value)}`,
    'tradeCount',
    (columns, row) => replace('tradeCount', row, columns, value),
  ]),
  [
    'a misaligned open time',
    'openTime',
    (columns, row) => replace('openTime', row, columns, (columns.openTime[row] ?? 0) + 1),
  ],
  [
    'a close time a millisecond off',
    'closeTime',
    (columns, row) => replace('closeTime', row, columns, (columns.closeTime[row] ?? 0) + 1),
  ],
  [
    'an open time before the range',
    'openTime',
    (columns, row, { expected }) => replace('openTime', row, columns, expected.range.start - 1),
  ],
  [
    'an open time at the end of the range',
    'openTime',
    (columns, row, { expected }) => replace('openTime', row, columns, expected.range.end),
  ],
  [
    'an open above high',
    'open',
    (columns, row) => replace('open', row, columns, above(columns.high[row] ?? '')),
  ],
  [
    'a close above high',
    'close',
    (columns, row) => replace('close', row, columns, above(columns.high[row] ?? '')),
  ],
  [
    'a low above high',
    'high',
    (columns, row) => replace('low', row, columns, above(columns.high[row] ?? '')),
  ],
];

const above = (decimal: string): string => new Big(decimal).plus('1e-20').toFixed();

describe('assertKlines', () => {
  it('lets every good page pass', () => {
    fc.assert(
      fc.property(page, ({ columns, expected }) => {
        expect(() => assertKlines(new KlineTable(columns), expected)).not.toThrow();
      }),
    );
  });

  it.each(faults)('refuses %s', (_, column, spoil) => {
    fc.assert(
      fc.property(page, fc.nat(), (good, random) => {
        fc.pre(good.columns[column] !== null);
        const row = random % good.columns.openTime.length;
        const columns = { ...good.columns };
        spoil(columns, row, good);
        const error = errorOf(() => assertKlines(new KlineTable(columns), good.expected));
        expect(error).toBeInstanceOf(BadResponseError);
        expect(error).toMatchObject({
          exchange: 'test',
          operation: 'fetchKlines',
          path: `$[${row}].${column}`,
        });
      }),
      { numRuns: 30 },
    );
  });

  it('refuses any other order of the rows, and any row twice', () => {
    fc.assert(
      fc.property(page, fc.array(fc.nat()), ({ columns, expected }, randoms) => {
        const order = columns.openTime.map((_, row) => (randoms[row] ?? row) % columns.openTime.length);
        fc.pre(order.some((row, at) => row !== at));
        const shuffled = Object.fromEntries(
          KLINE_COLUMNS.map((name) => [name, columns[name] && order.map((row) => columns[name]?.[row])]),
        ) as unknown as Columns;
        const error = errorOf(() => assertKlines(new KlineTable(shuffled), expected));
        expect(error).toMatchObject({
          kind: 'badResponse',
          path: expect.stringMatching(/^\$\[\d\]\.openTime$/),
        });
      }),
    );
  });
});

function errorOf(act: () => void): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return 'nothing was thrown';
}
