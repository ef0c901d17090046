import { type Instrument, type Interval, type KlinePage, nextOpenTime } from '@marketloom/exchange';
import { type Recording, recordings, withoutRecordings } from '@marketloom/testing';
import { Big } from 'big.js';
import { expect, test } from 'vitest';
import { exchangeAt } from './fixtures/exchange.ts';
import { inversePerpetual, linearPerpetual, spotPair } from './fixtures/instruments.ts';
import { startLoopback } from './fixtures/loopback.ts';

const skipped = recordings === null ? `: ${withoutRecordings}` : '';
const recorded: readonly Recording[] = (recordings?.index ?? []).filter(
  ({ exchange, kind }) => exchange === 'binance' && kind === 'klines',
);

type Row = readonly [number, ...string[]];

/** How many rows each recording of the kline endpoints has; `uiKlines` differs from `klines` only in name. */
const EXPECTED: Readonly<Record<string, number>> = {
  'klines__gct-spot-klines-BTCUSDT-5m-24-20190823.json': 24,
  'klines__gct-spot-klines-BTCUSDT-1d-1546041600000-1000-20210125.json': 372,
  'klines__gct-spot-klines-BTCUSDT-1d-1546300800000-1000-20250805.json': 366,
  'klines__gct-spot-klines-BTCUSDT-1d-1546300800000-1000-20200515.json': 365,
  'klines__gct-spot-klines-ETHBTC-1d-1546300800000-1000-20250805.json': 366,
  'klines__gct-spot-klines-BTCUSDT-1h-1672516800000-1000-20250805.json': 176,
  'klines__gct-spot-klines-BTCUSDT-1m-1588740088000-20200506.json': 60,
  'klines__gct-spot-klines-BTCUSDT-5m-24-20200417.json': 24,
  'klines__gct-spot-klines-BTCUSDT-5m-1577836800000-24-20200506.json': 24,
  'klines__gct-spot-uiKlines-BTCUSDT-5m-1744103854944-24-20260317.json': 5,
  'klines__gct-coinm-klines-BTCUSD_PERP-1d-1672531200000-1000-20250808.json': 6,
  'klines__gct-usdm-klines-BTCUSDT-1d-1546300800000-1000-20250805.json': 116,
  'klines__gct-usdm-klines-BTCUSDT-1d-1672531200000-1000-20250808.json': 6,
  'klines__gct-usdm-klines-LTCUSDT-5m-1602816289-20250805.json': 500,
  'klines__gct-usdm-klines-LTCUSDT-5m-1602816348-20250805.json': 500,
  'klines__hummingbot-binance_perpetual-BTCUSDT-1h.json': 4,
  'klines__hummingbot-binance_spot-BTCUSDT-1h.json': 4,
};

/**
 * Left out: other endpoints, that the adapter does not ask. `continuousKlines` joins the contracts of a pair,
 * `markPriceKlines`, `indexPriceKlines` and `premiumIndexKlines` have no volumes, and premiums are negative.
 */
const OTHER_ENDPOINTS = /-(?:continuousKlines|markPriceKlines|indexPriceKlines|premiumIndexKlines)-/;

const klines = recorded.filter((recording) => !OTHER_ENDPOINTS.test(recording.file));
const instrumentOf: Readonly<Record<string, Instrument>> = {
  spot: spotPair,
  usdm: linearPerpetual,
  coinm: inversePerpetual,
};
const intervalOf = ({ file }: Recording): Interval => /-(\d+[smhdwM])[-.]/.exec(file)?.[1] as Interval;

test.skipIf(recordings === null)(`every kline answer known here is recorded${skipped}`, () => {
  const names = klines.map(({ file }) => file.replace('binance/', ''));
  expect(names).toEqual(expect.arrayContaining(Object.keys(EXPECTED)));
});

test.each(klines)('$file comes through digit for digit', async (recording) => {
  const rows = JSON.parse(recordings?.text(recording.file) ?? '') as readonly Row[];
  expect(rows).toHaveLength(EXPECTED[recording.file.replace('binance/', '')] ?? rows.length);
  const interval = intervalOf(recording);
  await using server = await startLoopback(({ path, query }) => {
    if (path.endsWith('/time')) return { json: { serverTime: Date.now() } };
    const [start, end] = [Number(query.get('startTime')), Number(query.get('endTime'))];
    const inside = rows.filter(([open]) => open >= start && open <= end);
    return { json: inside.slice(0, Number(query.get('limit'))) };
  });
  const asked = new URL(recording.url).searchParams;
  const first = rows[0]?.[0] ?? 0;
  const last = rows.at(-1)?.[0] ?? 0;
  // Without times, or with times in seconds, the newest candles were answered: then their own times are asked for.
  const timed = Number(asked.get('startTime')) > 1e12;
  const start = timed ? Number(asked.get('startTime')) : first;
  const end = timed && !asked.has('limit') ? Number(asked.get('endTime')) + 1 : nextOpenTime(last, interval);
  const symbol = instrumentOf[recording.market] ?? spotPair;
  const pages: KlinePage[] = [];
  for await (const page of exchangeAt(server.url).fetchKlines({ symbol, interval, start, end }))
    pages.push(page);
  // Nor is any text made of it where it need not be multiplied.
  const packed = pages.filter(({ klines: table }) => table.packed !== null);
  expect(packed).toHaveLength(recording.market === 'coinm' ? 0 : pages.length);
  expect(pages.flatMap(({ klines: table }) => textsOf(table.columns, recording.market))).toEqual(
    rows.map(wordsOf),
  );
});

/** A row's own words: without the close time, which is the interval's, and the unused last column. */
const wordsOf = (row: Row): unknown[] => row.filter((_, column) => column !== 6 && column < 11);

function textsOf(columns: KlinePage['klines']['columns'], market: string): unknown[][] {
  const perContract = (text: string | undefined): string => new Big(text ?? Number.NaN).div(100).toFixed();
  return columns.openTime.map((open, row) => {
    const prices = [columns.open[row], columns.high[row], columns.low[row], columns.close[row]];
    const volume = columns.volume?.[row];
    const quote = columns.quoteVolume?.[row];
    const takers = columns.takerBuyVolume?.[row];
    const takersQuote = columns.takerBuyQuoteVolume?.[row];
    const count = columns.tradeCount?.[row];
    // COIN-M rows begin with contracts of 100 USD, and have the base behind.
    return market === 'coinm'
      ? [open, ...prices, perContract(quote), volume, count, perContract(takersQuote), takers]
      : [open, ...prices, volume, quote, count, takers, takersQuote];
  });
}

test.skipIf(recordings === null)('an answer about another time than was asked for is refused', async () => {
  const text = recordings?.text('binance/klines__gct-usdm-klines-LTCUSDT-5m-1602816289-20250805.json') ?? '';
  await using server = await startLoopback(({ path }) =>
    path.endsWith('/time') ? { json: { serverTime: Date.now() } } : { text },
  );
  // As recorded: times in seconds, which mean January 1970, were answered with the newest candles.
  const [start, end] = [Date.UTC(2020, 0, 1), Date.UTC(2020, 0, 2)];
  const pages = exchangeAt(server.url).fetchKlines({ symbol: linearPerpetual, interval: '5m', start, end });
  await expect(pages.next()).rejects.toMatchObject({ kind: 'badResponse', path: '$[0].openTime' });
});
