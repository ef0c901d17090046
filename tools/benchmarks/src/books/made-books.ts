import { type Instrument, type OrderBookSnapshot, packedOrderBook, packLevels } from '@marketloom/exchange';
import { SymbolRepresentation } from '@marketloom/symbol';
import { Big } from 'big.js';

/** When the first of the made-up books was taken. */
export const FIRST_BOOK_AT = Date.UTC(2024, 0, 1);
const EVERY_MS = 500;
const MOST_GAP_TICKS = 40;
/** Of one book to the next: how many of its levels have another size. */
const CHANGED = 0.15;

/** The same numbers in every run, from 0 up to 1. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x80000000;
  };
}

/** A size as exchanges have them: small ones are many. */
export const someSize = (random: () => number): string =>
  written(`${Math.floor(random() * 10 ** (1 + random() * 8)) + 1}e-5`);

/** As exchanges write decimals. */
const written = (decimal: string): string => new Big(decimal).toFixed(8);

/** An instrument to keep made-up books of. */
export function madeInstrument(number: number): Instrument {
  const symbol = SymbolRepresentation.parse(`COIN${number}-USDT-SPOT`);
  return {
    exchange: 'sandbox',
    market: 'spot',
    exchangeSymbol: `COIN${number}USDT`,
    symbol,
    baseAsset: symbol.base,
    quoteAsset: symbol.quote,
    settleAsset: symbol.settle,
    type: symbol.type,
    status: 'trading',
    tickSize: '0.01',
    lotSize: '0.00001',
    contractSize: null,
    underlyingAsset: symbol.base,
    baseMultiplier: '1',
    expiresAt: null,
    listedAt: null,
    raw: {},
  };
}

/**
 * Books of one instrument, one after the other: prices in hundredths around 60,000 at uneven distances, sizes of one to
 * eight digits, of which some change from book to book.
 */
export function* madeBooks(
  instrument: Instrument,
  depth: number,
  seed: number,
): Generator<OrderBookSnapshot> {
  const random = randomNumbers(seed);
  const bids = madeSide(6_000_000, -1, depth, random);
  const asks = madeSide(6_000_001, 1, depth, random);
  for (let number = 0; ; number += 1) {
    const head = {
      instrument,
      sizeUnit: 'base',
      depth,
      lastUpdateId: 50_000_000_000n + BigInt(number) * 137n,
      exchangeTs: null,
      retrievedAt: FIRST_BOOK_AT + number * EVERY_MS,
    } as const;
    // Made anew for every book, as an adapter does.
    yield packedOrderBook(head, { bids: packLevels(bids), asks: packLevels(asks) });
    change(bids, random);
    change(asks, random);
  }
}

type TextLevel = [price: string, size: string];

function madeSide(start: number, step: 1 | -1, depth: number, random: () => number): TextLevel[] {
  let ticks = start;
  return Array.from({ length: depth }, (): TextLevel => {
    ticks += step * (1 + Math.floor(random() * MOST_GAP_TICKS));
    return [written(`${ticks}e-2`), someSize(random)];
  });
}

function change(side: readonly TextLevel[], random: () => number): void {
  for (const level of side) if (random() < CHANGED) level[1] = someSize(random);
}
