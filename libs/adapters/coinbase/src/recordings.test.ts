import { recordingChecks, type RecordedResponse } from '@marketloom/adapter-testkit';
import { closeTimeOf } from '@marketloom/exchange';
import { type Recording, recordings, withoutRecordings } from '@marketloom/testing';
import { expect, it } from 'vitest';
import definition from './definition.ts';
import { replaying } from './fixtures/replay.ts';
import { simulation } from './fixtures/simulation.ts';

const skipped = recordings === null ? `: ${withoutRecordings}` : '';
const recorded: readonly Recording[] = (recordings?.index ?? []).filter(
  ({ exchange }) => exchange === 'coinbase',
);
const textOf = ({ file }: Recording): string => recordings?.text(file) ?? '';
const ofKind = (kind: string): readonly Recording[] =>
  recorded.filter((recording) => recording.kind === kind);

const ROOT = 'https://api.exchange.coinbase.com';
/** Where candles and books are replayed: which product they were of was not recorded. */
const PATHS: Readonly<Record<string, string>> = {
  symbols: '/products',
  klines: '/products/BTC-USD/candles',
  orderbook: '/products/BTC-USD/book',
};

const responses = recorded.map((recording): RecordedResponse => ({
  file: recording.file,
  kind: recording.kind as RecordedResponse['kind'],
  market: 'spot',
  url: ROOT + (PATHS[recording.kind] ?? ''),
  text: textOf(recording),
}));

it.skipIf(recordings === null)(
  `two listings, candles and a book are recorded, and nothing else${skipped}`,
  () => {
    expect(recorded.map(({ kind }) => kind).toSorted()).toEqual([
      'klines',
      'orderbook',
      'symbols',
      'symbols',
    ]);
  },
);

it.each(recordingChecks({ definition, simulation }, responses))('$name', async ({ run }) => {
  await expect(run()).resolves.toBeUndefined();
});

interface Product {
  readonly id: string;
  readonly base_currency: string;
  readonly quote_currency: string;
  readonly quote_increment: string;
  readonly base_increment?: string;
}

it.each(ofKind('symbols'))(
  '$file: every product is a spot pair that trades, as it says',
  async (recording) => {
    await using replay = await replaying({ [PATHS[recording.kind] ?? '']: textOf(recording) });
    const { instruments, quarantined, collisions } = await replay.exchange.listInstruments();
    const products = JSON.parse(textOf(recording)) as readonly Product[];
    expect([quarantined, collisions]).toEqual([[], []]);
    expect(
      instruments.map(({ exchangeSymbol, symbol, status, tickSize, lotSize, raw }) => ({
        exchangeSymbol,
        symbol: symbol.toString(),
        status,
        tickSize,
        lotSize,
        raw,
      })),
    ).toEqual(
      products.map((product) => ({
        exchangeSymbol: product.id,
        symbol: `${product.base_currency.replace('CGLD', 'CELO')}-${product.quote_currency}-SPOT`,
        // Eight of the products of 2021 are `limit_only`: limit orders are matched.
        status: 'trading',
        tickSize: product.quote_increment,
        lotSize: product.base_increment ?? null,
        raw: product,
      })),
    );
  },
);

it.each(ofKind('klines'))('$file: every candle comes digit for digit', async (recording) => {
  const rows = [...textOf(recording).matchAll(/\[(\d+),([\d.]+),([\d.]+),([\d.]+),([\d.]+),([\d.]+)\]/g)]
    .map(([, time = '', low, high, open, close, volume]) => ({
      open: Number(time) * 1000,
      texts: [open, high, low, close, volume],
    }))
    .toReversed();
  expect(rows).toHaveLength(10);
  await using replay = await replaying({ [PATHS[recording.kind] ?? '']: textOf(recording) });
  const start = rows[0]?.open ?? 0;
  const range = { start, end: start + rows.length * 60_000 };
  const pages = await Array.fromAsync(
    replay.exchange.fetchKlines({ symbol: 'BTC-USD-SPOT', interval: '1m', ...range }),
  );
  expect(pages.map((page) => page.range)).toEqual([range]);
  const columns = pages[0]?.klines.columns;
  expect(
    rows.map((_, index) => ({
      open: columns?.openTime[index],
      texts: [columns?.open, columns?.high, columns?.low, columns?.close, columns?.volume].map(
        (column) => column?.[index],
      ),
    })),
  ).toEqual(rows);
  expect([...(columns?.closeTime ?? [])]).toEqual(rows.map(({ open }) => closeTimeOf(open, '1m')));
});

interface Book {
  readonly bids: readonly (readonly [string, string, number])[];
  readonly asks: readonly (readonly [string, string, number])[];
  readonly sequence: number;
}

it.each(ofKind('orderbook'))('$file: every level comes, with the sequence', async (recording) => {
  const book = JSON.parse(textOf(recording)) as Book;
  await using replay = await replaying({ [PATHS[recording.kind] ?? '']: textOf(recording) });
  const snapshot = await replay.exchange.fetchOrderBookSnapshot({ symbol: 'BTC-USD-SPOT', depth: 50 });
  for (const side of ['bids', 'asks'] as const) {
    expect(snapshot[side].map(({ price, size }) => [price.toFixed(), size.toFixed()])).toEqual(
      book[side].map(([price, size]) => [price, size]),
    );
  }
  // In 2022 books did not tell the time yet.
  expect(snapshot).toMatchObject({ lastUpdateId: BigInt(book.sequence), exchangeTs: null, sizeUnit: 'base' });
});
