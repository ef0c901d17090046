import { BadResponseError, type KlinePage } from '@marketloom/exchange';
import { expect, test } from 'vitest';
import { exchangeAt } from './fixtures/exchange.ts';
import { spotPair } from './fixtures/instruments.ts';
import { startLoopback } from './fixtures/loopback.ts';

const MINUTE = 60_000;
const START = Date.UTC(2017, 11, 4, 6);
const at = (minute: number, ms = 0): number => START + minute * MINUTE + ms;
const row = (open: number, close: number): unknown[] => [
  open,
  '10.5',
  '10.7',
  '10.1',
  '10.6',
  '2.25',
  close,
  '23.75',
  3,
  '1.25',
  '13.15',
  '0',
];
const onGrid = (minute: number): unknown[] => row(at(minute), at(minute + 1, -1));

/** As the exchange went on after an outage: a candle cut short, others of full length from there on, one too long. */
const SHIFT = 20_799;
const ROWS = [
  onGrid(0),
  onGrid(1),
  row(at(2), at(2, SHIFT - 1)),
  row(at(2, SHIFT), at(3, SHIFT - 1)),
  row(at(3, SHIFT), at(4, SHIFT - 1)),
  row(at(4, SHIFT), at(6, 999)),
  onGrid(6),
  onGrid(7),
];

async function walk(start: number, end: number): Promise<{ pages: KlinePage[]; error: unknown }> {
  await using server = await startLoopback(({ path, query }) => {
    if (path.endsWith('/time')) return { json: { serverTime: Date.now() } };
    const [from, until] = [Number(query.get('startTime')), Number(query.get('endTime'))];
    const inside = ROWS.filter(([open]) => Number(open) >= from && Number(open) <= until);
    return { json: inside.slice(0, Number(query.get('limit'))) };
  });
  const pages: KlinePage[] = [];
  try {
    const request = { symbol: spotPair, interval: '1m', start, end } as const;
    for await (const page of exchangeAt(server.url).fetchKlines(request)) pages.push(page);
    return { pages, error: null };
  } catch (error) {
    return { pages, error };
  }
}

const told = ({ range, klines }: KlinePage): unknown => [range, [...klines.columns.openTime]];

test('candles off the grid end the pages, and are told with the stretch they fill', async () => {
  const { pages, error } = await walk(at(0), at(8));
  // The one before is cut short: the rest of its trades is in the first that is off.
  expect(pages.map(told)).toEqual([[{ start: at(0), end: at(2) }, [at(0), at(1)]]]);
  expect(error).toBeInstanceOf(BadResponseError);
  expect(error).toMatchObject({
    kind: 'badResponse',
    path: '$[1].openTime',
    range: { start: at(2), end: at(5) },
    message: expect.stringContaining(
      '3 candles from 2017-12-04T06:02:20.799Z on do not open on the grid of 1m candles',
    ) as unknown,
  });
});

test('what is asked for behind that stretch comes', async () => {
  const { pages, error } = await walk(at(5), at(8));
  expect(error).toBeNull();
  expect(pages.map(told)).toEqual([[{ start: at(5), end: at(8) }, [at(6), at(7)]]]);
});

test('a single one, and one that ends the question', async () => {
  expect((await walk(at(4), at(8))).error).toMatchObject({
    range: { start: at(4), end: at(5) },
    message: expect.stringContaining('a candle of 2017-12-04T06:04:20.799Z does not open') as unknown,
  });
  expect((await walk(at(3), at(4))).error).toMatchObject({ range: { start: at(3), end: at(4) } });
});
