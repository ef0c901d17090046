import type { Instrument, LiveOrderBook, OrderBookStreamEvent } from '@marketloom/exchange';
import type { SimulatedMarket } from '../simulation/description.ts';
import type { ConformanceSubject } from '../subject.ts';
import { type ConformanceCheck, insist, insistKind, insistSame, rejection } from './check.ts';
import { Bench } from '../harness/bench.ts';
import { LiveBench } from '../harness/live-bench.ts';

/** What holds of books that are kept live, where a market has them. */
export function streamChecks(subject: ConformanceSubject): ConformanceCheck[] {
  return subject.simulation.markets.flatMap((market) => {
    const named = (id: string, name: string, run: () => Promise<void>): ConformanceCheck => ({
      id,
      name: `${market.id}: ${name}`,
      run,
    });
    const declared = named(
      'live-books',
      'live books are there where they are declared, and nowhere else',
      () => declaredOnly(subject, market),
    );
    if (market.streams === undefined) return [declared];
    return [
      declared,
      named('live-book', 'a live book is as that of the exchange, digit for digit, update by update', () =>
        followed(subject, market),
      ),
      named('live-book-gap', 'updates that are missing are told, and the book is whole again', () =>
        mended(subject, market, 'gap'),
      ),
      named('live-book-connection', 'a connection that is lost is told, and the book is whole again', () =>
        mended(subject, market, 'lost'),
      ),
      named('live-book-integrity', 'an impossible update is told, and the book is whole again', () =>
        mended(subject, market, 'crossed'),
      ),
      named('live-book-message', 'a message that cannot be read spoils no book', () =>
        unreadable(subject, market),
      ),
      named('live-book-end', 'who is done, or aborts, leaves no connection behind', () =>
        ended(subject, market),
      ),
    ];
  });
}

async function declaredOnly(subject: ConformanceSubject, market: SimulatedMarket): Promise<void> {
  await using bench = await Bench.start(subject);
  const isDeclared = bench.exchange.capabilities[market.id]?.orderBook.stream === true;
  insist(
    !isDeclared || market.streams !== undefined,
    () =>
      `${market.id} declares live books; describe how the exchange sends them, as SimulatedMarket.streams`,
  );
  insist(isDeclared || market.streams === undefined, () => `${market.id} does not declare its live books`);
  const first = async (
    symbols: readonly (string | Instrument)[],
  ): Promise<OrderBookStreamEvent | undefined> => {
    for await (const event of bench.exchange.streamOrderBooks({ symbols })) return event;
    return undefined;
  };
  if (isDeclared) {
    await insistKind(first(['NOSUCH-THING-SPOT']), ['unknownSymbol'], 'a live book of NOSUCH-THING-SPOT');
    await insistKind(first([]), ['invalidRequest'], 'live books of nothing');
  } else {
    const symbol = await bench.instrument(market);
    await insistKind(first([symbol]), ['unsupportedCapability'], 'a live book');
  }
  insistSame(bench.sockets.size, 0, 'connections that are left open');
}

async function followed(subject: ConformanceSubject, market: SimulatedMarket): Promise<void> {
  await using live = await LiveBench.start(subject, market);
  // Updates that come while the first snapshot is under way belong behind it.
  live.changeDuringSnapshots(2);
  await live.untilNewest();
  for (let message = 0; message < 25; message += 1) {
    live.change();
    if (message % 3 !== 2) await live.untilNewest();
  }
  const book = await live.untilNewest();
  insist(book.isWhole && book.receivedAt > 0, () => 'a book that is told is not whole');
}

type Break = 'gap' | 'lost' | 'crossed';

const BREAKS: Readonly<Record<Break, (live: LiveBench) => void>> = {
  gap(live) {
    live.changeUnsent();
    live.change();
  },
  lost(live) {
    live.bench.sockets.drop();
    live.change();
  },
  crossed: (live) => live.cross(),
};

/** What no break of its kind is: an excuse that would hide what the adapter has missed. */
const EXCUSES: Readonly<Record<Break, readonly string[]>> = {
  gap: ['disconnected', 'silent'],
  lost: ['gap', 'invalidMessage', 'invalidBook', 'staleSnapshot'],
  crossed: ['disconnected', 'silent'],
};

async function mended(subject: ConformanceSubject, market: SimulatedMarket, kind: Break): Promise<void> {
  await using live = await LiveBench.start(subject, market);
  const book = await live.untilNewest();
  live.change();
  await live.untilNewest();
  const { lastUpdateId } = book;
  BREAKS[kind](live);
  const broken = await live.until('broken', lastUpdateId);
  insistBroken(broken, book, live, EXCUSES[kind]);
  const resumed = await live.until('resumed');
  if (resumed.kind !== 'resumed' || broken.kind !== 'broken') return;
  insistSame(resumed.discontinuity.reason, broken.discontinuity.reason, 'the reason of what is over');
  insist(
    resumed.discontinuity.resumedAt >= resumed.discontinuity.brokenAt,
    () => 'a discontinuity is over before it begins',
  );
  await live.untilNewest();
  live.change();
  await live.untilNewest();
}

function insistBroken(
  event: OrderBookStreamEvent,
  book: LiveOrderBook,
  { instrument }: LiveBench,
  excuses: readonly string[],
): void {
  if (event.kind !== 'broken') return;
  const { reason, message, brokenAt, instrument: whose } = event.discontinuity;
  insistSame(whose.exchangeSymbol, instrument.exchangeSymbol, 'the instrument whose book is broken');
  insist(!excuses.includes(reason), () => `it is told as ${reason}: ${message}`);
  insist(message !== '' && Number.isFinite(brokenAt), () => 'it is told without what happened, or when');
  insist(!book.isWhole, () => 'a book that is broken says that it is whole');
  let isRefused = false;
  try {
    book.snapshot();
  } catch {
    isRefused = true;
  }
  insist(isRefused, () => 'a snapshot of a book that is broken is given');
}

/** Whether the message makes the book doubtful is the adapter's to say. */
async function unreadable(subject: ConformanceSubject, market: SimulatedMarket): Promise<void> {
  await using live = await LiveBench.start(subject, market);
  await live.untilNewest();
  for (const text of ['{"cut":', 'null', '[]', '{"surprise":{}}']) {
    live.bench.sockets.sendText(text);
    live.change();
    await live.untilNewest();
  }
}

async function ended(subject: ConformanceSubject, market: SimulatedMarket): Promise<void> {
  await using live = await LiveBench.start(subject, market);
  await live.untilNewest();
  await live.leave();
  insistSame(live.bench.sockets.size, 0, 'connections that are left open by who is done');

  const controller = new AbortController();
  await using other = await LiveBench.start(subject, market, controller.signal);
  await other.untilNewest();
  const ending = rejection(other.next(), 'a stream that is aborted');
  const reason = new Error('the stream is not wanted any more');
  controller.abort(reason);
  const error = await ending;
  insist(error === reason, () => `it ends with ${String(error)}, not with the reason of the signal`);
  await other.leave();
  insistSame(other.bench.sockets.size, 0, 'connections that are left open by who aborts');
}
