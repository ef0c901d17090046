import type { InstrumentEvidence } from '../catalogue/inferred-instrument.ts';
import type { Market } from '../market.ts';

/** A depth body to serve in place of made-up books. */
export interface RecordedBook {
  readonly market: Market;
  readonly symbol: string;
  /** The body as text, or parsed. */
  readonly body: string | object;
}

type Level = readonly [price: string, size: string];

interface ParsedBook {
  readonly market: Market;
  readonly symbol: string;
  readonly text: string;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** All depth bodies that were handed in. */
export class RecordedBooks {
  /** Those with the fewest levels first. */
  readonly #books: readonly ParsedBook[];

  constructor(books: readonly RecordedBook[]) {
    const parsed = books.map(({ market, symbol, body }) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const { bids, asks } = JSON.parse(text) as Pick<ParsedBook, 'bids' | 'asks'>;
      return { market, symbol, text, bids, asks };
    });
    this.#books = parsed.toSorted((a, b) => levelsOf(a) - levelsOf(b));
  }

  /** Whether any was handed in for an instrument. */
  has(market: Market, symbol: string): boolean {
    return this.#books.some((book) => book.market === market && book.symbol === symbol);
  }

  /**
   * The body to answer with; null when none was handed in for the instrument. Of several the smallest that is deep
   * enough, else the deepest. It is as it was handed in, its sides cut when fewer levels are asked for.
   */
  body(market: Market, symbol: string, depth: number): Buffer | null {
    const books = this.#books.filter((book) => book.market === market && book.symbol === symbol);
    const book = books.find((each) => levelsOf(each) >= depth) ?? books.at(-1);
    if (!book) return null;
    if (levelsOf(book) <= depth) return Buffer.from(book.text);
    const cut = {
      ...JSON.parse(book.text),
      bids: book.bids.slice(0, depth),
      asks: book.asks.slice(0, depth),
    };
    return Buffer.from(JSON.stringify(cut));
  }

  /** What the books tell of their instruments. */
  evidence(firstKline: number): InstrumentEvidence[] {
    return this.#books.map(({ market, symbol, bids, asks }) => {
      const levels = [...bids, ...asks];
      const [priceDecimals, sizeDecimals] = ([0, 1] as const).map((column) =>
        levels.reduce((most, level) => Math.max(most, decimalsOf(level[column])), 0),
      ) as [number, number];
      return { market, symbol, firstKline, priceDecimals, sizeDecimals };
    });
  }
}

function levelsOf({ bids, asks }: ParsedBook): number {
  return Math.max(bids.length, asks.length);
}

function decimalsOf(text: string): number {
  return text.split('.')[1]?.replace(/0+$/, '').length ?? 0;
}
