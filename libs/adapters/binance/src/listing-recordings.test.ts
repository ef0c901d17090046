import { type Recording, recordings, withoutRecordings } from '@marketloom/testing';
import { expect, test } from 'vitest';
import { exchangeAt } from './fixtures/exchange.ts';
import { startLoopback } from './fixtures/loopback.ts';

const skipped = recordings === null ? `: ${withoutRecordings}` : '';
const recorded: readonly Recording[] = (recordings?.index ?? []).filter(
  ({ exchange, kind }) => exchange === 'binance' && kind === 'symbols',
);

interface Counts {
  readonly rows: number;
  readonly classified: number;
  readonly quarantined: number;
  readonly types: Readonly<Record<string, number>>;
  readonly statuses: Readonly<Record<string, number>>;
}

/** What each recorded listing comes to. */
const EXPECTED: Readonly<Record<string, Counts>> = {
  'symbols__gct-spot-exchangeInfo--20190823.json': {
    rows: 542,
    classified: 542,
    quarantined: 0,
    types: { SPOT: 542 },
    statuses: { trading: 493, halted: 49 },
  },
  'symbols__gct-spot-exchangeInfo--20200417.json': {
    rows: 786,
    classified: 786,
    quarantined: 0,
    types: { SPOT: 786 },
    statuses: { trading: 602, halted: 184 },
  },
  'symbols__cryptofeed-spot-20210417.json': {
    rows: 1405,
    classified: 1405,
    quarantined: 0,
    types: { SPOT: 1405 },
    statuses: { trading: 1038, halted: 367 },
  },
  // The pending one, BTCSTUSDT, has an empty contractType: its name and its date say that it is a perpetual.
  'symbols__cryptofeed-usdm-20210417.json': {
    rows: 113,
    classified: 113,
    quarantined: 0,
    types: { PERP: 111, FUTURE: 2 },
    statuses: { trading: 112, pending: 1 },
  },
  'symbols__cryptofeed-coinm-20210417.json': {
    rows: 36,
    classified: 36,
    quarantined: 0,
    types: { PERP: 18, FUTURE: 18 },
    statuses: { trading: 36 },
  },
  'symbols__gct-spot-exchangeInfo--20250808.json': {
    rows: 25,
    classified: 25,
    quarantined: 0,
    types: { SPOT: 25 },
    statuses: { trading: 12, halted: 13 },
  },
  'symbols__gct-usdm-exchangeInfo--20250808.json': {
    rows: 25,
    classified: 25,
    quarantined: 0,
    types: { PERP: 25 },
    statuses: { trading: 25 },
  },
  // The halted one, GALAUSD_PERP, is being delivered.
  'symbols__gct-coinm-exchangeInfo--20250808.json': {
    rows: 25,
    classified: 25,
    quarantined: 0,
    types: { PERP: 25 },
    statuses: { trading: 24, halted: 1 },
  },
};

const sorted = (texts: readonly string[]): string[] => texts.toSorted((a, b) => (a < b ? -1 : 1));

const tally = (texts: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
};

const listings = recorded;

test.skipIf(recordings === null)(`every listing known here is recorded${skipped}`, () => {
  const names = listings.map(({ file }) => file.replace('binance/', ''));
  expect(names).toEqual(expect.arrayContaining(Object.keys(EXPECTED)));
});

test.each(listings)('$file: every row is classified or quarantined, none is lost', async (recording) => {
  const text = recordings?.text(recording.file) ?? '';
  await using server = await startLoopback(() => ({ text }));
  const exchange = exchangeAt(server.url, { known: [] });
  const listing = await exchange.listInstruments({ markets: [recording.market] });
  const rows = (JSON.parse(text) as { symbols: readonly { symbol: string }[] }).symbols;
  const { instruments, quarantined, collisions } = listing;
  const counts: Counts = {
    rows: rows.length,
    classified: instruments.length,
    quarantined: quarantined.length,
    types: tally(instruments.map(({ type }) => type)),
    statuses: tally(instruments.map(({ status }) => status)),
  };
  expect(counts).toEqual(EXPECTED[recording.file.replace('binance/', '')] ?? counts);
  for (const { reason } of quarantined) expect(reason).not.toBe('');
  const names = [...instruments, ...quarantined].map(({ exchangeSymbol }) => exchangeSymbol ?? '');
  expect(sorted(names)).toEqual(sorted(rows.map(({ symbol }) => symbol)));
  expect(listing.markets).toEqual([recording.market]);
  expect(collisions).toEqual([]);
  const raws = new Map(rows.map((row) => [row.symbol, row]));
  for (const { exchangeSymbol, raw } of instruments) expect(raw).toEqual(raws.get(exchangeSymbol));
});
