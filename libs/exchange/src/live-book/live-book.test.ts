import { Big } from 'big.js';
import { describe, expect, it } from 'vitest';
import { instrument } from '../fixtures/instrument.ts';
import {
  BadResponseError,
  type BookUpdate,
  type LevelUpdate,
  LiveBook,
  type OrderBookSnapshot,
} from '../index.ts';

const bitcoin = instrument('BTC-USDT-SPOT');

function snapshot(
  bids: readonly LevelUpdate[],
  asks: readonly LevelUpdate[],
  depth = 100,
): OrderBookSnapshot {
  const levels = (side: readonly LevelUpdate[]): OrderBookSnapshot['bids'] =>
    side.map(([price, size]) => ({ price: new Big(price), size: new Big(size) }));
  const times = { lastUpdateId: 10n, exchangeTs: null, retrievedAt: 1000 };
  return { instrument: bitcoin, sizeUnit: 'base', bids: levels(bids), asks: levels(asks), depth, ...times };
}

function update(bids: readonly LevelUpdate[], asks: readonly LevelUpdate[]): BookUpdate {
  return { bids, asks, lastUpdateId: 11n, exchangeTs: 2000, receivedAt: 2001 };
}

function startedBook(begin: OrderBookSnapshot = snapshot([['99.5', '1']], [['100', '2']])): LiveBook {
  const book = new LiveBook({ instrument: bitcoin, sizeUnit: 'base', operation: 'streamOrderBooks BTCUSDT' });
  book.reset(begin);
  return book;
}

function thrown(act: () => void): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('it should have thrown');
}

const texts = ({ bids, asks }: OrderBookSnapshot): string[][] =>
  [bids, asks].map((side) => side.map(({ price, size }) => `${price.toFixed()} x ${size.toFixed()}`));

describe('LiveBook', () => {
  it('is not whole before it has a snapshot', () => {
    const book = new LiveBook({ instrument: bitcoin, sizeUnit: 'base', operation: 'test' });
    expect(book).toMatchObject({ isWhole: false, bestBid: null, bestAsk: null });
    expect(() => book.snapshot()).toThrow(BadResponseError);
  });

  it('sets, inserts and takes away levels, and tells the ids and times of the newest update', () => {
    const book = startedBook();
    book.apply(
      update(
        [
          ['99.50000000', '0.0000'],
          ['99.4', '3.10'],
          ['98', '0'],
        ],
        [
          ['100.0', '4'],
          ['100.123456789', '5'],
        ],
      ),
    );
    expect(texts(book.snapshot())).toEqual([['99.4 x 3.1'], ['100 x 4', '100.123456789 x 5']]);
    expect(book.snapshot()).toMatchObject({
      lastUpdateId: 11n,
      exchangeTs: 2000,
      retrievedAt: 2001,
      depth: 2,
    });
    expect(book.bestBid?.price.toFixed()).toBe('99.4');
    expect(book.bestAsk?.size.toFixed()).toBe('4');
  });

  it('gives snapshots that later updates leave alone', () => {
    const book = startedBook();
    const before = book.snapshot();
    book.apply(update([['99.5', '7']], []));
    expect(texts(before)).toEqual([['99.5 x 1'], ['100 x 2']]);
  });

  it('lets prices cross within one update, and looks at the end of it', () => {
    const book = startedBook();
    book.apply(
      update(
        [['100', '1']],
        [
          ['100', '0'],
          ['101', '1'],
        ],
      ),
    );
    expect(texts(book.snapshot())).toEqual([['100 x 1', '99.5 x 1'], ['101 x 1']]);
  });

  it.each<[string, readonly LevelUpdate[], readonly LevelUpdate[], string, RegExp]>([
    ['a crossed book', [['100.5', '1']], [], '$', /crossed.*100\.5 and 100/],
    ['a locked book', [['100.00', '1']], [], '$', /crossed/],
    ['an empty book', [['99.5', '0']], [['100', '0']], '$', /both sides/],
    ['a price of zero', [['0.0', '1']], [], '$.bids[0]', /positive price/],
    ['a negative price', [], [['-1', '1']], '$.asks[0]', /positive price/],
    [
      'a negative size',
      [],
      [
        ['101', '1'],
        ['102', '-1'],
      ],
      '$.asks[1]',
      /positive price/,
    ],
    ['a price that is none', [['abc', '1']], [], '$.bids[0]', /positive price/],
    ['a size that is none', [['99', '']], [], '$.bids[0]', /positive price/],
    ['a price of a thousand digits', [['9'.repeat(1000), '1']], [], '$.bids[0]', /positive price/],
  ])('is no longer whole after %s', (_, bids, asks, path, message) => {
    const book = startedBook();
    const error = thrown(() => book.apply(update(bids, asks)));
    expect(error).toMatchObject({ kind: 'badResponse', exchange: 'test', path });
    expect((error as Error).message).toMatch(message);
    expect(book.isWhole).toBe(false);
    expect(() => book.snapshot()).toThrow('test: streamOrderBooks BTCUSDT: the book is not whole');
    book.reset(snapshot([['1', '1']], []));
    expect(texts(book.snapshot())).toEqual([['1 x 1'], []]);
  });

  it('reads exponents, and prices that no float holds', () => {
    const book = startedBook(snapshot([['1e-7', '1e3']], []));
    book.apply(update([['2.5E-7', '1']], [['90071992547409931234.5678', '1']]));
    book.apply(
      update(
        [],
        [
          ['90071992547409931234.5679', '1'],
          ['90071992547409931234.5678', '2'],
        ],
      ),
    );
    expect(texts(book.snapshot())).toEqual([
      ['0.00000025 x 1', '0.0000001 x 1000'],
      ['90071992547409931234.5678 x 2', '90071992547409931234.5679 x 1'],
    ]);
  });

  it('knows only so much of a side as its snapshot had, where that was cut', () => {
    const begin = snapshot(
      [
        ['99', '1'],
        ['98', '1'],
        ['97', '1'],
      ],
      [
        ['100', '1'],
        ['101', '1'],
      ],
      3,
    );
    const book = startedBook(begin);
    expect(book.knownDepth).toBe(3);
    book.apply(
      update(
        [
          ['96.9', '1'],
          ['98.5', '1'],
        ],
        [
          ['105', '1'],
          ['106', '1'],
        ],
      ),
    );
    expect(book.knownDepth).toBe(4);
    expect(texts(book.snapshot())).toEqual([
      ['99 x 1', '98.5 x 1', '98 x 1', '97 x 1'],
      ['100 x 1', '101 x 1', '105 x 1', '106 x 1'],
    ]);
    book.apply(
      update(
        [
          ['99', '0'],
          ['97', '0'],
          ['96', '5'],
        ],
        [],
      ),
    );
    // A level at the edge is gone, and what follows behind it is still not known.
    expect(book.snapshot()).toMatchObject({ depth: 2 });
    expect(texts(book.snapshot())).toEqual([
      ['98.5 x 1', '98 x 1'],
      ['100 x 1', '101 x 1'],
    ]);
    book.apply(update([['97', '9']], []));
    expect(book.snapshot(2)).toMatchObject({ depth: 2 });
    expect(book.knownDepth).toBe(3);
  });
});
