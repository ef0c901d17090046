import { startReplayServer } from '@marketloom/adapter-testkit';
import type { KlinePage } from '@marketloom/exchange';
import { describe, expect, it } from 'vitest';
import definition from './definition.ts';
import { LINEAR } from './fixtures/listed.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2024, 4, 8, 10);
const ROOT = 'https://api.bybit.com/v5/market';

const row = (hour: number): string[] => [
  String(START + hour * HOUR),
  '62308.69',
  '62524.28',
  '62258.76',
  '62439.82',
  '421.8',
  '26322162.2',
];
const answer = (result: object): string => JSON.stringify({ retCode: 0, retMsg: 'OK', result, time: START });

/** What comes of recorded answers, each at its own path, with 404 at all others: of hours after the first candle. */
async function read(from: number, until: number): Promise<readonly KlinePage[]> {
  await using server = await startReplayServer([
    {
      url: `${ROOT}/instruments-info?category=linear`,
      text: answer({ list: [LINEAR[0]], nextPageCursor: 'a%3D1' }),
    },
    { url: `${ROOT}/kline`, text: answer({ list: [4, 3, 2, 1, 0].map(row) }) },
  ]);
  const exchange = definition.create({ configuration: { url: server.url, retries: 0 } });
  const range = { start: START + from * HOUR, end: START + until * HOUR };
  try {
    return await Array.fromAsync(exchange.fetchKlines({ symbol: 'BTC-USDT-PERP', interval: '1h', ...range }));
  } finally {
    await exchange.close();
  }
}

describe('an address that gives one answer to all that it is asked', () => {
  it.each([
    ['what it has', 0, 5, [[0, 5, 5]]],
    ['a part of that', 1, 4, [[1, 4, 3]]],
    [
      'more than that',
      -6,
      9,
      [
        [-6, 5, 5],
        [5, 9, 0],
      ],
    ],
    ['what comes behind it', 5, 9, [[5, 9, 0]]],
  ])('has %s', async (_, from, until, expected) => {
    const pages = await read(from, until);
    const hours = (time: number): number => (time - START) / HOUR;
    expect(pages.map(({ range, klines }) => [hours(range.start), hours(range.end), klines.length])).toEqual(
      expected,
    );
  });

  it('is told when it has something else', async () => {
    await expect(read(-6, -2)).rejects.toMatchObject({ kind: 'badResponse' });
  });
});
