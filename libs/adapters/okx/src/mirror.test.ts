import { startReplayServer } from '@marketloom/adapter-testkit';
import type { KlinePage } from '@marketloom/exchange';
import { describe, expect, it } from 'vitest';
import definition from './definition.ts';
import { ROWS } from './fixtures/rows.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2024, 5, 17, 18);
const ROOT = 'https://www.okx.com/api/v5';

const row = (hour: number): string[] => [
  String(START + hour * HOUR),
  '66602',
  '67320',
  '66543.3',
  '67087',
  '1345.5',
  '13.455',
  '900743.1',
  '1',
];
const answer = (data: unknown): string => JSON.stringify({ code: '0', msg: '', data });

/** Pages as hours after the first candle there is, and how many candles they hold; the last may be an error. */
async function read(endpoint: string, from: number, until: number): Promise<unknown[]> {
  await using server = await startReplayServer([
    { url: `${ROOT}/public/instruments`, text: answer(ROWS['SWAP']) },
    { url: `${ROOT}/market/${endpoint}`, text: answer([3, 2, 1, 0].map(row)) },
  ]);
  const exchange = definition.create({ configuration: { url: server.url, retries: 0 } });
  const symbol = 'BTC-USDT-PERP';
  const pages: unknown[] = [];
  const range = { start: START + from * HOUR, end: START + until * HOUR };
  try {
    for await (const page of exchange.fetchKlines({ symbol, interval: '1h', ...range }))
      pages.push(told(page));
  } catch (error) {
    pages.push((error as { kind: string }).kind);
  } finally {
    await exchange.close();
  }
  return pages;
}

const told = ({ range, klines }: KlinePage): number[] => [
  (range.start - START) / HOUR,
  (range.end - START) / HOUR,
  klines.length,
];

describe('an address that gives one answer to all that it is asked', () => {
  it.each([
    ['what it has', 0, 4, [[0, 4, 4]]],
    ['a part of that', 1, 3, [[1, 3, 2]]],
    [
      'more than that',
      -6,
      9,
      [
        [-6, 4, 4],
        [4, 9, 0],
      ],
    ],
  ])('at the endpoint for history: %s', async (_, from, until, pages) => {
    expect(await read('history-candles', from, until)).toEqual(pages);
  });

  // The other endpoint does not reach so far, by the documentation: that it has nothing more is not believed.
  it.each([
    ['what it has', 0, 4, [[0, 4, 4]]],
    ['more before that', -6, 4, [[-6, 4, 4]]],
    ['more behind that', 0, 9, [[0, 4, 4], 'invalidRequest']],
    ['none of it', 9, 12, ['invalidRequest']],
  ])('at the endpoint for recent candles: %s', async (_, from, until, pages) => {
    expect(await read('candles', from, until)).toEqual(pages);
  });

  it('is told when it has something else', async () => {
    expect(await read('history-candles', -6, -2)).toEqual(['badResponse']);
  });
});
