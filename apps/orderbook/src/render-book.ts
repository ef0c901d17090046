import { formatCount, formatElapsed, formatTime, type Output } from '@marketloom/cli';
import type { CatalogueEntry, StoredOrderBook } from '@marketloom/storage';
import { bar } from './bar.ts';
import { type BookTop, type Decimal, topOf } from './book-top.ts';

/** How a book is drawn. */
export interface BookView {
  /** How many levels a side. */
  readonly levels: number;
  /** Whether bars show all up to a price, or what stands at it. */
  readonly bars: 'total' | 'level';
  /** When it is looked at, epoch ms. */
  readonly time: number;
  /** Whether that is now. */
  readonly isNow: boolean;
}

/** How wide a drawing is where it does not go to a terminal, and how long bars are: fewer cells than that tell nothing. */
const WIDTH = 80;
const [FEWEST_CELLS, MOST_CELLS] = [6, 100];
const GAP = '  ';

interface Row {
  readonly side: 'ask' | 'bid';
  readonly price: Decimal;
  readonly size: Decimal;
  /** All from the best price to this one. */
  readonly total: Decimal;
}

/** A stored book for people: the asks from far to near, what lies between, and the bids from near to far. */
export function renderBook(
  entry: CatalogueEntry,
  book: StoredOrderBook,
  view: BookView,
  output: Output,
): string {
  const asks = rowsOf('ask', book.asks.slice(0, view.levels));
  const bids = rowsOf('bid', book.bids.slice(0, view.levels));
  const unit = book.sizeUnit === 'base' ? entry.baseAsset : 'contracts';
  const rows = [...asks.toReversed(), ...bids];
  const cells = [
    column(
      `price (${entry.quoteAsset})`,
      rows.map(({ price }) => price),
    ),
    column(
      `size (${unit})`,
      rows.map(({ size }) => size),
    ),
    column(
      'total',
      rows.map(({ total }) => total),
    ),
  ];
  const [head = '', ...lines] = Array.from({ length: rows.length + 1 }, (_, index) =>
    cells.map((each) => each[index] ?? '').join(GAP),
  );
  const room = (output.width ?? WIDTH) - head.length - GAP.length;
  const lengths = barsOf(rows, view.bars, Math.min(room, MOST_CELLS));
  const drawn = lines.map((line, index) => {
    const blocks = lengths[index] ?? '';
    if (blocks === '') return line;
    return `${line}${GAP}${output.paint(rows[index]?.side === 'ask' ? 'red' : 'green', blocks)}`;
  });
  return [
    titleOf(entry, book, view),
    '',
    output.paint('bold', head),
    ...drawn.slice(0, asks.length),
    output.paint('bold', betweenOf(topOf(book), cells[0]?.[0]?.length ?? 0)),
    ...drawn.slice(asks.length),
    '',
    output.paint('dim', footOf(book)),
  ].join('\n');
}

function rowsOf(side: Row['side'], levels: StoredOrderBook['bids']): Row[] {
  let total: Decimal | null = null;
  return levels.map(({ price, size }) => {
    total = total === null ? size : total.plus(size);
    return { side, price, size, total };
  });
}

/** A head and decimals below it, their points in one line: with as many places as the longest fraction has. */
function column(head: string, decimals: readonly Decimal[]): string[] {
  const places = Math.max(0, ...decimals.map((decimal) => decimal.toFixed().split('.')[1]?.length ?? 0));
  const texts = [head, ...decimals.map((decimal) => decimal.toFixed(places))];
  const width = Math.max(...texts.map(({ length }) => length));
  return texts.map((text) => text.padStart(width));
}

function barsOf(rows: readonly Row[], bars: BookView['bars'], cells: number): string[] {
  if (cells < FEWEST_CELLS) return [];
  const lengths = rows.map(({ size, total }) => (bars === 'total' ? total : size).toNumber());
  const longest = Math.max(...lengths);
  return lengths.map((length) => bar(length / longest, cells));
}

function betweenOf(top: BookTop | null, priceWidth: number): string {
  if (top === null) return 'one side is empty';
  const { spread, basisPoints, mid } = top;
  return `${mid.toFixed().padStart(priceWidth)}${GAP}mid; spread ${spread.toFixed()} (${basisPoints} bp)`;
}

function titleOf(entry: CatalogueEntry, book: StoredOrderBook, { time, isNow }: BookView): string {
  const age = formatElapsed(Math.abs(time - book.retrievedAt));
  const before = time >= book.retrievedAt ? 'before' : 'after';
  const when = isNow && before === 'before' ? `${age} ago` : `${age} ${before} ${formatTime(time)}`;
  return `${entry.exchange} ${entry.symbol.toString()}  ${formatTime(book.retrievedAt)}, ${when}`;
}

function footOf({ bids, asks, lastUpdateId, exchangeTs }: StoredOrderBook): string {
  const id = lastUpdateId === null ? '' : `, update ${lastUpdateId}`;
  const clock = exchangeTs === null ? 'by our clock' : "by the exchange's clock";
  return `${formatCount(bids.length)} bids and ${formatCount(asks.length)} asks stored${id}; time ${clock}`;
}
