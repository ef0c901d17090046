import { RestClient } from '@marketloom/adapter-kit';
import { recordingChecks } from '@marketloom/adapter-testkit';
import type { Instrument } from '@marketloom/exchange';
import { DirectTransport, type Recording, recordings, withoutRecordings } from '@marketloom/testing';
import { describe, expect, it } from 'vitest';
import { spotBudget } from './budgets.ts';
import definition from './definition.ts';
import { refusals } from './errors.ts';
import { instrumentOf } from './fixtures/instrument.ts';
import { marketOf, recorded, recordedOf, responseOf, textOf, withRecorded } from './fixtures/recorded.ts';
import { simulation } from './fixtures/simulation.ts';
import { recentKlines } from './recent-klines.ts';

const skipped = recordings === null ? `: ${withoutRecordings}` : '';

/**
 * A sample of the documentation of 2016, when the exchange was Crypto Facilities: seven contracts of a type that has gone,
 * `futures`, whose names do not tell what they settle in, and three indices. None of it is an instrument today.
 */
const OF_2016 = 'kraken/symbols__xchange-example-instruments-data-20221231.json';

interface Listed {
  readonly instruments: number;
  readonly quarantined: number;
}

/** What each recorded listing comes to. */
const LISTINGS: Readonly<Record<string, Listed>> = {
  'kraken/symbols__cryptofeed-futures-20210417.json': { instruments: 17, quarantined: 0 },
  'kraken/symbols__xchange-example-assetpairs-data-20200731.json': { instruments: 75, quarantined: 11 },
  [OF_2016]: { instruments: 0, quarantined: 7 },
};

/** Of the contracts of 2021 each kind, of the pairs of 2020 each way to write an asset. */
const SYMBOLS: Readonly<Record<string, string>> = {
  pi_xbtusd: 'BTC-USD-PERP:BTC',
  pi_xrpusd: 'XRP-USD-PERP:XRP',
  fi_xbtusd_210625: 'BTC-USD-FUTURE_210625:BTC',
  fi_ltcusd_210430: 'LTC-USD-FUTURE_210430:LTC',
  XBTUSD: 'BTC-USD-SPOT',
  XDGXBT: 'DOGE-BTC-SPOT',
  ETHJPY: 'ETH-JPY-SPOT',
  USDTUSD: 'USDT-USD-SPOT',
  XTZXBT: 'XTZ-BTC-SPOT',
  ADACAD: 'ADA-CAD-SPOT',
};

/** How many levels each recorded book has: bids, asks. */
const BOOKS: Readonly<Record<string, readonly [number, number]>> = {
  'kraken/orderbook__xchange-example-depth-data-20180327.json': [3, 3],
  'kraken/orderbook__xchange-example-orderBook-data-20221231.json': [23, 28],
  'kraken/orderbook__crypto-msg-parser-spot.json': [3, 3],
  'kraken/orderbook__crypto-msg-parser-inverse_future.json': [3, 3],
  'kraken/orderbook__crypto-msg-parser-inverse_swap.json': [3, 3],
};

const byName = (name: string): Instrument =>
  instrumentOf(name.endsWith('-SPOT') ? 'XBTUSD' : 'pi_xbtusd', name);

describe.skipIf(recordings === null)(`recorded answers of Kraken${skipped}`, () => {
  it('are all known here', () => {
    const klines = recordedOf('klines', 'spot').map(({ file }) => file);
    const known = [...Object.keys(LISTINGS), ...Object.keys(BOOKS), ...klines];
    expect(recorded.map(({ file }) => file).toSorted()).toEqual(known.toSorted());
    expect(klines).toHaveLength(1);
  });

  it.each(
    recordingChecks(
      { definition, simulation },
      recorded.filter(({ file }) => file !== OF_2016).map(responseOf),
    ),
  )('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });

  it.each(recorded.filter(({ kind }) => kind === 'symbols'))('$file: no row is lost', async (recording) => {
    const { instruments, quarantined, collisions } = await withRecorded(recording, (exchange) =>
      exchange.listInstruments({ markets: [marketOf(recording)] }),
    );
    const counted: Listed = { instruments: instruments.length, quarantined: quarantined.length };
    expect(counted).toEqual(LISTINGS[recording.file]);
    expect(collisions).toEqual([]);
    const named = instruments.filter(({ exchangeSymbol }) => Object.hasOwn(SYMBOLS, exchangeSymbol));
    for (const { exchangeSymbol, symbol } of named) expect(symbol.toString()).toBe(SYMBOLS[exchangeSymbol]);
    const reasons = new Set(quarantined.map(({ reason }) => reason));
    expect(reasons.size).toBeLessThanOrEqual(1);
  });

  it.each(recordedOf('klines', 'spot'))('$file: every closed candle, digit for digit', async (recording) => {
    const rows = rowsIn(recording);
    expect(rows).toHaveLength(720);
    const [first, last] = [rows[0], rows.at(-1)];
    const range = { start: Number(first?.[0]) * 1000, end: Number(last?.[0]) * 1000 + 60_000 };
    const series = {
      exchange: 'kraken',
      instrument: byName('BTC-USD-SPOT'),
      interval: '1m',
      operation: 'test',
    } as const;
    const { klines, newest } = await withRecorded(recording, (_, root) => {
      const transport = new DirectTransport();
      const client = new RestClient({
        exchange: 'kraken',
        root,
        budget: spotBudget,
        budgetShare: 1,
        transport,
        refusals,
      });
      return recentKlines(client, series, range);
    });
    expect(newest).toBe(Number(last?.[0]) * 1000);
    // A row without a trade repeats the close before it.
    const quiet = rows.filter((row) => row[7] === 0);
    expect(quiet).toHaveLength(17);
    for (const row of quiet) {
      const before = rows[rows.indexOf(row) - 1];
      expect(row.slice(1, 5)).toEqual(Array(4).fill(before?.[4]));
      expect(row[6]).toBe('0.00000000');
    }
    const due = rows.slice(0, -1).filter((row) => row[7] !== 0);
    const { columns } = klines;
    const got = columns.openTime.map((time, index) => [
      time / 1000,
      columns.open[index],
      columns.high[index],
      columns.low[index],
      columns.close[index],
      columns.volume?.[index],
      columns.tradeCount?.[index],
    ]);
    expect(got).toEqual(
      due.map(([time, open, high, low, close, , volume, count]) => [
        time,
        open,
        high,
        low,
        close,
        volume,
        count,
      ]),
    );
    expect(got).toHaveLength(702);
  });

  it.each(recorded.filter(({ kind }) => kind === 'orderbook'))('$file: every level', async (recording) => {
    const instrument = byName(marketOf(recording) === 'spot' ? 'BTC-USD-SPOT' : 'BTC-USD-PERP:BTC');
    const book = await withRecorded(recording, (exchange) =>
      exchange.fetchOrderBookSnapshot({ symbol: instrument }),
    );
    expect([book.bids.length, book.asks.length]).toEqual(BOOKS[recording.file]);
    const sent = textOf(recording);
    const serverTime = /"serverTime":\s*"([^"]+)"/.exec(sent)?.[1];
    expect(book.exchangeTs).toBe(serverTime === undefined ? null : Date.parse(serverTime));
    expect(book.sizeUnit).toBe(serverTime === undefined ? 'base' : 'contracts');
    expect(book.lastUpdateId).toBeNull();
    for (const { price } of [...book.bids, ...book.asks]) {
      const digits = price.toFixed().replace(/^690$/, '6.9E+2');
      expect(sent).toContain(digits);
    }
  });
});

type Row = readonly [number, string, string, string, string, string, string, number];

function rowsIn(recording: Recording): readonly Row[] {
  const { result } = JSON.parse(textOf(recording)) as { result: { XXBTZUSD: readonly Row[] } };
  return result.XXBTZUSD;
}
