import { type MarketRoom, sufficientDepth } from '@marketloom/adapter-kit';
import {
  type Clock,
  type Instrument,
  isExchangeError,
  type Logger,
  type OrderBookSnapshot,
  type OrderBookStreamEvent,
  type SocketTransport,
} from '@marketloom/exchange';
import { ReconnectDelay } from '@marketloom/transport';
import type { MarketId } from '../markets.ts';
import { BookTrack } from './book-track.ts';
import { isBookBehind } from './is-book-behind.ts';
import { STREAMS } from './market-streams.ts';
import { pauseFor } from './pause-for.ts';
import { sequenceRulesOf } from './sequence.ts';
import { SnapshotQueue } from './snapshot-queue.ts';
import { StreamConnection } from './stream-connection.ts';
import { StreamEvents } from './stream-events.ts';

/**
 * Books that share a connection. Fewer than the exchange allows (1024, on the futures markets 200): the address that
 * names them stays short, and a connection that is lost takes fewer along.
 */
const BOOKS_A_CONNECTION = 100;
/** Snapshots taken at once in a market: enough to use up its request budget, and so few that none waits in it for long. */
const SNAPSHOTS_AT_ONCE = 3;

/** What a stream of books works with, whichever market they are of. */
export interface StreamSettings {
  readonly sockets: SocketTransport;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly budgetShare: number;
  readonly silenceMs: number;
}

/** The books of one market. */
export interface MarketBooks {
  readonly id: MarketId;
  readonly room: MarketRoom;
  /** The address of its streams. */
  readonly root: string;
  readonly instruments: readonly Instrument[];
}

/** How deep a snapshot is asked for, and below how many known levels a side the book is filled up again. */
interface Depths {
  readonly asked: number;
  readonly refillBelow: number;
}

/**
 * The events of books that are kept live, all markets in one. It ends only by its reader, the signal, or a failure.
 * @throws {ExchangeError} when something cannot be mended
 */
export async function* orderBookStream(
  markets: readonly MarketBooks[],
  depth: number | undefined,
  settings: StreamSettings,
  signal: AbortSignal | undefined,
): AsyncGenerator<OrderBookStreamEvent, void, undefined> {
  const depths = markets.map(({ room }) => depthsOf(room, depth));
  const ended = new AbortController();
  const events = new StreamEvents();
  const inner = signal === undefined ? ended.signal : AbortSignal.any([signal, ended.signal]);
  const onAbort = (): void => events.fail(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  const runs = markets.flatMap((books, index) =>
    connectionsOf(books, depths[index] as Depths, { settings, events, signal: inner }).map((connection) =>
      // Its failure is the reader's.
      connection.run().catch((error: unknown) => events.fail(error)),
    ),
  );
  try {
    signal?.throwIfAborted();
    // oxlint-disable-next-line no-await-in-loop
    for (;;) yield await events.next();
  } finally {
    signal?.removeEventListener('abort', onAbort);
    ended.abort();
    await Promise.all(runs);
  }
}

function depthsOf({ market }: MarketRoom, wanted: number | undefined): Depths {
  const { depths } = market.orderBook;
  const context = { exchange: 'binance', operation: 'streamOrderBooks' };
  const most = depths.kind === 'upTo' ? depths.maximum : (depths.steps.at(-1) ?? 0);
  const least = sufficientDepth(depths, wanted ?? most, context);
  const asked = sufficientDepth(depths, Math.min(2 * least, most), context);
  return { asked, refillBelow: Math.min(least, Math.ceil(asked * 0.75)) };
}

interface Surroundings {
  readonly settings: StreamSettings;
  readonly events: StreamEvents;
  readonly signal: AbortSignal;
}

function connectionsOf(
  { id, room, root, instruments }: MarketBooks,
  depths: Depths,
  { settings, events, signal }: Surroundings,
): StreamConnection[] {
  const streams = STREAMS[id];
  const { clock, budgetShare, logger, sockets, silenceMs } = settings;
  const queue = new SnapshotQueue(SNAPSHOTS_AT_ONCE);
  const tracks = instruments.map((instrument): [string, BookTrack] => [
    `${instrument.exchangeSymbol.toLowerCase()}${streams.suffix}`,
    new BookTrack({
      instrument,
      sizeUnit: room.market.orderBook.sizeUnit,
      rules: sequenceRulesOf(id),
      events,
      refillBelow: depths.refillBelow,
      now: () => clock.now(),
      takeSnapshot: (accept, order) => {
        const take = { room, instrument, depth: depths.asked, queue, accept, clock, logger };
        const until = AbortSignal.any([order, signal]);
        takeSnapshots(take, until).catch((error: unknown) => {
          if (!until.aborted) events.fail(error);
        });
      },
    }),
  ]);
  const isBehind = (track: BookTrack, until: AbortSignal): Promise<boolean> =>
    queue.run(() => isBookBehind(room, track.book, until), until);
  const shared = {
    market: id,
    streams,
    root,
    events,
    budgetShare,
    sockets,
    clock,
    logger,
    silenceMs,
    isBehind,
  };
  return Array.from({ length: Math.ceil(tracks.length / BOOKS_A_CONNECTION) }, (_, index) => {
    const first = index * BOOKS_A_CONNECTION;
    const some = new Map(tracks.slice(first, first + BOOKS_A_CONNECTION));
    return new StreamConnection({ ...shared, tracks: some }, signal);
  });
}

interface Take {
  readonly room: MarketRoom;
  readonly instrument: Instrument;
  readonly depth: number;
  readonly queue: SnapshotQueue;
  readonly accept: (snapshot: OrderBookSnapshot) => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Takes snapshots until one will do.
 * @throws {ExchangeError} when there will never be one
 */
async function takeSnapshots(
  { room, instrument, depth, queue, accept, clock, logger }: Take,
  signal: AbortSignal,
): Promise<void> {
  const operation = `streamOrderBooks ${instrument.exchangeSymbol}`;
  const delay = new ReconnectDelay({ minimumMs: 250, maximumMs: 10_000 });
  for (;;) {
    let after = 'the snapshot does not go with the updates';
    let retryAfterMs = 0;
    try {
      // oxlint-disable-next-line no-await-in-loop
      const snapshot = await queue.run(() => room.book({ instrument, depth, operation, signal }), signal);
      if (signal.aborted || accept(snapshot)) return;
    } catch (error) {
      if (signal.aborted) return;
      if (!isExchangeError(error) || !error.retryable) throw error;
      after = error.message;
      retryAfterMs = error.retryAfterMs ?? 0;
    }
    const waitMs = delay.next(retryAfterMs);
    logger.debug(`binance: ${operation}: another snapshot`, { waitMs, after });
    // oxlint-disable-next-line no-await-in-loop
    await pauseFor(clock, waitMs, signal);
  }
}
