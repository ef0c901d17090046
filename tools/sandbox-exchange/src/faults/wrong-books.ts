import type { BookFault } from './fault.ts';

interface Book {
  bids: [string, string][];
  asks: [string, string][];
}

/** Spoils a depth body. A side without two levels stays as it is where the fault needs them. */
export function spoilBook(body: Buffer, kind: BookFault): Buffer {
  const book = JSON.parse(body.toString()) as Book;
  const [first, second] = book.bids;
  switch (kind) {
    case 'book-empty':
      book.bids = [];
      book.asks = [];
      break;
    case 'book-crossed':
      [book.bids, book.asks] = [book.asks.toReversed(), book.bids.toReversed()];
      break;
    case 'book-unsorted':
      if (first && second) book.bids.splice(0, 2, second, first);
      break;
    case 'book-non-positive':
      if (first) first[1] = '0';
      break;
  }
  return Buffer.from(JSON.stringify(book));
}
