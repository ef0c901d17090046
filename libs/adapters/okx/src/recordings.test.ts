import { recordings, withoutRecordings } from '@marketloom/testing';
import { describe, expect, it } from 'vitest';
import {
  dataOf,
  instrumentOf,
  isOfOption,
  listed,
  recorded,
  textOf,
  withReplay,
} from './fixtures/recorded.ts';

const skipped = recordings === null ? `: ${withoutRecordings}` : '';
const HOUR = 3_600_000;

type Row = Readonly<Record<string, string>>;

/** What each recorded listing comes to. */
const LISTINGS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'okx/symbols__cryptofeed-v5-SPOT-20210722.json': { SPOT: 475 },
  'okx/symbols__cryptofeed-v5-SWAP-20210722.json': { 'linear PERP': 98, 'inverse PERP': 37 },
  'okx/symbols__cryptofeed-v5-FUTURES-20210722.json': { 'linear FUTURE': 52, 'inverse FUTURE': 52 },
};

describe.skipIf(recordings === null)(`recorded answers of OKX${skipped}`, () => {
  it('are all read, but those of options', () => {
    const all = (recordings?.index ?? []).filter(({ exchange }) => exchange === 'okx');
    const known = ['symbols', 'klines', 'orderbook'].flatMap(recorded);
    expect(known).toHaveLength(all.length);
    expect(recorded('symbols').map(({ file }) => file)).toEqual(
      expect.arrayContaining(Object.keys(LISTINGS)),
    );
    expect(known.filter(isOfOption).map(({ file }) => file)).toEqual([
      'okx/orderbook__crypto-msg-parser-option.json',
    ]);
  });

  it.each(recorded('symbols'))('$file: every row is an instrument, and none is lost', async (recording) => {
    const rows = dataOf<Row>(recording);
    const answer = { path: '/public/instruments', text: textOf(recording) };
    const listing = await withReplay(answer, [], (exchange) =>
      exchange.listInstruments({ markets: [recording.market] }),
    );
    expect(listing.quarantined).toEqual([]);
    expect(listing.collisions).toEqual([]);
    const kinds = listing.instruments.map(({ type, settleAsset, baseAsset }) => {
      if (type === 'SPOT') return type;
      return `${settleAsset === baseAsset ? 'inverse' : 'linear'} ${type}`;
    });
    const tally = Object.fromEntries(
      Object.entries(Object.groupBy(kinds, (kind) => kind)).map(([kind, all]) => [kind, all?.length]),
    );
    expect(tally).toEqual(LISTINGS[recording.file] ?? tally);
    expect(listing.instruments.map(({ raw }) => raw)).toEqual(rows);
    expect(listing.instruments.map(({ symbol }) => symbol.toString())).toEqual(rows.map(symbolOf));
    for (const instrument of listing.instruments) {
      const row = instrument.raw as Row;
      expect(instrument).toMatchObject({
        exchangeSymbol: row['instId'],
        status: 'trading',
        tickSize: row['tickSz'],
        lotSize: row['lotSz'],
        contractSize: row['ctVal'] === '' ? null : row['ctVal'],
        listedAt: row['listTime'] === '' ? null : Number(row['listTime']),
        expiresAt: row['expTime'] === '' ? null : Number(row['expTime']),
      });
    }
  });

  it.each(recorded('klines'))('$file: candles come digit for digit', async (recording) => {
    const rows = dataOf<readonly string[]>(recording).toReversed();
    const symbol = instrumentOf(recording, await listed());
    if (symbol === null) throw new Error(`no instrument is listed for ${recording.file}`);
    const start = Number(rows[0]?.[0]);
    const range = { start, end: start + rows.length * HOUR };
    const answer = { path: '/market/history-candles', text: textOf(recording) };
    const pages = await withReplay(answer, [symbol], (exchange) =>
      Array.fromAsync(exchange.fetchKlines({ symbol, interval: '1h', ...range })),
    );
    expect(pages.map((page) => page.range)).toEqual([range]);
    const columns = pages[0]?.klines.columns;
    const volume = symbol.type === 'SPOT' ? 5 : 6;
    const cells = (index: number): unknown[] => rows.map((row) => row[index]);
    expect(columns?.openTime).toEqual(cells(0).map(Number));
    expect([columns?.open, columns?.high, columns?.low, columns?.close]).toEqual([1, 2, 3, 4].map(cells));
    expect(columns?.volume).toEqual(cells(volume));
    expect(columns?.quoteVolume).toEqual(cells(7));
  });

  it.each(recorded('orderbook').filter((book) => !isOfOption(book)))(
    '$file: the book comes whole',
    async (recording) => {
      const symbol = instrumentOf(recording, await listed());
      if (symbol === null) throw new Error(`no instrument is listed for ${recording.file}`);
      const [sent] = dataOf<{ bids: string[][]; asks: string[][]; ts: string }>(recording);
      const answer = { path: '/market/books', text: textOf(recording) };
      const book = await withReplay(answer, [symbol], (exchange) =>
        exchange.fetchOrderBookSnapshot({ symbol }),
      );
      const levels = (side: 'bids' | 'asks'): string[][] =>
        book[side].map(({ price, size }) => [price.toFixed(), size.toFixed()]);
      expect(levels('bids')).toEqual(sent?.bids.map((level) => level.slice(0, 2)));
      expect(levels('asks')).toEqual(sent?.asks.map((level) => level.slice(0, 2)));
      expect(book.exchangeTs).toBe(Number(sent?.ts));
      // Books of 2022 tell no sequence id.
      expect(book.lastUpdateId).toBeNull();
      expect(book.sizeUnit).toBe(symbol.type === 'SPOT' ? 'base' : 'contracts');
    },
  );
});

/** The symbol of a row, worked out from its name alone. */
function symbolOf(row: Row): string {
  const [base, quote, tail] = (row['instId'] ?? '').split('-');
  if (tail === undefined) return `${base}-${quote}-SPOT`;
  const settle = quote === 'USD' ? `:${base}` : '';
  return `${base}-${quote}-${tail === 'SWAP' ? 'PERP' : `FUTURE_${tail}`}${settle}`;
}
