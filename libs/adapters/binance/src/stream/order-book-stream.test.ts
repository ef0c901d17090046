import type { Instrument, OrderBookStreamEvent, OrderBookStreamRequest } from '@marketloom/exchange';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { BinanceSettings } from '../exchange.ts';
import { depthAnswer, futuresDiff, printBook, spotDiff } from '../fixtures/diffs.ts';
import { exchangeAt } from '../fixtures/exchange.ts';
import { inversePerpetual, linearPerpetual, spotPair } from '../fixtures/instruments.ts';
import type { Answer } from '../fixtures/loopback.ts';
import { startStreamServer, type StreamServer } from '../fixtures/stream-server.ts';

const SPOT = 'btcusdt@depth@100ms';
const COINM = 'btcusd_perp@depth@100ms';

/** Reads events of a stream, and prints them. */
class Reader {
  readonly events: AsyncIterator<OrderBookStreamEvent>;

  constructor(
    server: StreamServer,
    request: Partial<OrderBookStreamRequest> = {},
    settings: Partial<BinanceSettings> = {},
  ) {
    const exchange = exchangeAt(server.url, settings);
    this.events = exchange.streamOrderBooks({ symbols: [spotPair], ...request })[Symbol.asyncIterator]();
    onTestFinished(async () => {
      await this.events.return?.();
      await exchange.close();
    });
  }

  async next(): Promise<OrderBookStreamEvent> {
    const { value } = await this.events.next();
    return value as OrderBookStreamEvent;
  }

  async print(): Promise<string> {
    const event = await this.next();
    if (event.kind === 'book') return `${event.book.lastUpdateId}: ${printBook(event.book.snapshot())}`;
    const { reason, lastUpdateId, nextUpdateId } = event.discontinuity;
    const ids = `${lastUpdateId} -> ${nextUpdateId}`;
    return event.kind === 'broken'
      ? `broken: ${reason} ${ids}`
      : `resumed: ${reason} ${ids} at ${event.discontinuity.resumedUpdateId}`;
  }
}

/** A server whose books are what `depth` says; the n-th answer is for n = 1, 2, … */
function serve(
  depth: (count: number) => unknown,
  onConnection?: (server: StreamServer, count: number) => void,
): Promise<StreamServer> {
  let count = 0;
  const started = startStreamServer({
    answer: async () => {
      const json = await depth(++count);
      return (typeof json === 'object' && json !== null && 'status' in json ? json : { json }) as Answer;
    },
    onConnection: (_socket, connection) => void started.then((server) => onConnection?.(server, connection)),
  });
  return started;
}

const until = async (isTrue: () => boolean): Promise<void> => {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('on the spot market', () => {
  it('goes on from the snapshot with what came meanwhile, then update by update', async () => {
    await using server = await serve(
      () => new Promise((resolve) => setTimeout(resolve, 50, depthAnswer(12))),
      (it) => {
        it.send(SPOT, spotDiff(9, 10, { b: [['50', '1']] }));
        it.send(SPOT, spotDiff(11, 14, { b: [['99', '2']] }));
        it.send(SPOT, spotDiff(15, 15, { a: [['100.50000000', '3']] }));
      },
    );
    const reader = new Reader(server);
    const event = await reader.next();
    expect(event).toMatchObject({
      kind: 'book',
      book: { instrument: spotPair, sizeUnit: 'base', lastUpdateId: 15n, exchangeTs: 1_700_000_000_015 },
    });
    expect(event.kind === 'book' && printBook(event.book.snapshot())).toBe('99 x 2 | 100.5 x 3, 101');
    server.send(SPOT, spotDiff(16, 18, { b: [['99', '0.00']] }));
    expect(await reader.print()).toBe('18:  | 100.5 x 3, 101');
    expect(server.opened).toEqual([`/stream?streams=${SPOT}`]);
    expect(server.asked).toHaveLength(1);
    expect(server.asked[0]?.query.get('limit')).toBe('5000');
  });

  it('has a book without a time before the first update, and ignores updates that come again', async () => {
    await using server = await serve(() => ({ lastUpdateId: 12, bids: [['99', '1']], asks: [['101', '1']] }));
    const reader = new Reader(server);
    expect(await reader.next()).toMatchObject({
      kind: 'book',
      book: { lastUpdateId: 12n, exchangeTs: null },
    });
    server.send(SPOT, spotDiff(13, 14));
    expect(await reader.print()).toBe('14: 99 | 101');
    server.send(SPOT, spotDiff(13, 14, { b: [['50', '1']] }));
    server.send(SPOT, spotDiff(15, 15));
    expect(await reader.print()).toBe('15: 99 | 101');
  });

  it.each([
    ['missing', spotDiff(14, 15), 14],
    ['overlapping', spotDiff(12, 15), 12],
  ])('tells of %s updates, and begins anew', async (_, diff, nextUpdateId) => {
    await using server = await serve((count) => depthAnswer(count === 1 ? 10 : 20, [['98', String(count)]]));
    const reader = new Reader(server);
    await reader.next();
    server.send(SPOT, spotDiff(11, 12));
    const event = await reader.next();
    const { book } = event as Extract<OrderBookStreamEvent, { kind: 'book' }>;
    server.send(SPOT, diff);
    const broken = await reader.next();
    expect(broken).toMatchObject({
      kind: 'broken',
      discontinuity: {
        reason: 'gap',
        instrument: spotPair,
        lastUpdateId: 12n,
        nextUpdateId: BigInt(nextUpdateId),
      },
    });
    expect(book.isWhole).toBe(false);
    expect(() => book.snapshot()).toThrow(/not whole/);
    expect(await reader.print()).toBe(`resumed: gap 12 -> ${nextUpdateId} at 20`);
    expect(await reader.print()).toBe('20: 98 x 2 | 101');
    expect(book.isWhole).toBe(true);
  });

  it('asks again for a snapshot that is older than the first update', async () => {
    await using server = await serve(
      (count) =>
        new Promise((resolve) => setTimeout(resolve, 50, depthAnswer([0, 5, 9, 21][count] as number))),
      (it) => it.send(SPOT, spotDiff(20, 22)),
    );
    expect(await new Reader(server).print()).toBe('22: 99 | 101');
    expect(server.asked).toHaveLength(3);
  });

  it('tells of a snapshot that turns out to be too old', async () => {
    await using server = await serve((count) => depthAnswer(count === 1 ? 10 : 30));
    const reader = new Reader(server);
    expect(await reader.print()).toBe('10: 99 | 101');
    server.send(SPOT, spotDiff(20, 22));
    expect(await reader.print()).toBe('broken: staleSnapshot 10 -> 20');
    expect(await reader.print()).toBe('resumed: staleSnapshot 10 -> 20 at 30');
  });
});

describe('on the futures markets', () => {
  const request = { symbols: [inversePerpetual] };

  it('begins with the update that holds the snapshot, and goes on where each names the one before', async () => {
    await using server = await serve(
      () => new Promise((resolve) => setTimeout(resolve, 50, depthAnswer(105))),
      (it) => {
        it.send(COINM, futuresDiff(90, 95, 99, { b: [['1', '1']] }));
        it.send(COINM, futuresDiff(99, 103, 107, { b: [['98', '5']] }));
        it.send(COINM, futuresDiff(107, 120, 130, { a: [['102', '6']] }));
      },
    );
    const reader = new Reader(server, request);
    const event = await reader.next();
    expect(event).toMatchObject({
      book: { sizeUnit: 'contracts', lastUpdateId: 130n, exchangeTs: 1_600_000_000_130 },
    });
    server.send(COINM, futuresDiff(130, 131, 131, { b: [['98', '0']] }));
    expect(await reader.print()).toBe('131: 99 | 101, 102 x 6');
    expect(server.asked[0]).toMatchObject({ path: '/dapi/v1/depth' });
    expect(server.asked[0]?.query.get('limit')).toBe('1000');
    expect(server.opened).toEqual([`/stream?streams=${COINM}`]);
  });

  it('takes a snapshot that lies between two updates, and one that an update ends with', async () => {
    await using server = await serve((count) => depthAnswer(count === 1 ? 110 : 140));
    const reader = new Reader(server, request);
    expect(await reader.print()).toBe('110: 99 | 101');
    server.send(COINM, futuresDiff(108, 115, 120));
    expect(await reader.print()).toBe('120: 99 | 101');
    server.send(COINM, futuresDiff(125, 126, 130));
    expect(await reader.print()).toBe('broken: gap 120 -> 126');
    expect(await reader.print()).toBe('resumed: gap 120 -> 126 at 140');
    expect(await reader.print()).toBe('140: 99 | 101');
    server.send(COINM, futuresDiff(130, 131, 140));
    expect(await reader.print()).toBe('140: 99 | 101');
    server.send(COINM, futuresDiff(140, 144, 145));
    expect(await reader.print()).toBe('145: 99 | 101');
  });

  it.each([
    ['that come again', futuresDiff(110, 115, 120), 115],
    ['whose predecessor is another', futuresDiff(119, 121, 125), 121],
  ])('tells of updates %s', async (_, diff, next) => {
    await using server = await serve((count) => depthAnswer(count === 1 ? 110 : 140));
    const reader = new Reader(server, request);
    await reader.next();
    server.send(COINM, futuresDiff(110, 115, 120));
    expect(await reader.print()).toBe('120: 99 | 101');
    server.send(COINM, diff);
    expect(await reader.print()).toBe(`broken: gap 120 -> ${next}`);
    expect(await reader.print()).toBe(`resumed: gap 120 -> ${next} at 140`);
  });
});

describe('what can go wrong', () => {
  it.each<[string, string, unknown]>([
    ['an unsafe id', 'invalidMessage', { ...(spotDiff(11, 12) as object), u: 2 ** 53 }],
    ['an id that is missing', 'invalidMessage', { ...(spotDiff(11, 12) as object), U: undefined }],
    ['ids in the wrong order', 'invalidMessage', spotDiff(12, 11)],
    ['a price that is a number', 'invalidMessage', spotDiff(11, 11, { b: [[99 as never, '1']] })],
    ['a side that is missing', 'invalidMessage', { ...(spotDiff(11, 12) as object), b: undefined }],
    ['another event', 'invalidMessage', { e: 'trade' }],
    ['a price that is none', 'invalidBook', spotDiff(11, 11, { b: [['x', '1']] })],
    ['a negative size', 'invalidBook', spotDiff(11, 11, { b: [['99', '-1']] })],
    ['a crossed book', 'invalidBook', spotDiff(11, 11, { b: [['102', '1']] })],
    ['an empty book', 'invalidBook', spotDiff(11, 11, { b: [['99', '0']], a: [['101', '0']] })],
  ])('%s breaks the book', async (_, reason, data) => {
    await using server = await serve((count) => depthAnswer(count * 10));
    const reader = new Reader(server);
    await reader.next();
    server.send(SPOT, data);
    expect(await reader.print()).toMatch(new RegExp(`^broken: ${reason} 10 -> (?:null|11)$`));
    expect(await reader.print()).toMatch(new RegExp(`^resumed: ${reason} .* at 20$`));
    expect(await reader.print()).toBe('20: 99 | 101');
  });

  it('text that is no JSON breaks the book whose stream it names, or else all', async () => {
    await using server = await serve((count) => depthAnswer(count * 10));
    const other = { ...spotPair, exchangeSymbol: 'ETHUSDT' };
    const reader = new Reader(server, { symbols: [spotPair, other] }, { known: [spotPair, other] } as never);
    await reader.next();
    await reader.next();
    server.sendText(`{"stream":"${SPOT}","data":{"e":"depthUp`);
    expect(await reader.next()).toMatchObject({
      discontinuity: { reason: 'invalidMessage', instrument: spotPair },
    });
    expect(await reader.next()).toMatchObject({ kind: 'resumed', discontinuity: { instrument: spotPair } });
    expect(await reader.next()).toMatchObject({ kind: 'book' });
    server.sendText('<html>');
    const broken = [await reader.next(), await reader.next()];
    expect(broken).toMatchObject([
      {
        kind: 'broken',
        discontinuity: { reason: 'invalidMessage', message: expect.stringContaining('<html>') as string },
      },
      { kind: 'broken', discontinuity: { reason: 'invalidMessage' } },
    ]);
    expect(server.opened).toEqual([`/stream?streams=${SPOT}/ethusdt@depth@100ms`]);
  });

  it('a connection that is lost breaks the book, until there is another', async () => {
    await using server = await serve((count) => depthAnswer(count * 10));
    const reader = new Reader(server);
    await reader.next();
    server.sockets[0]?.close(1001, 'going away');
    const broken = await reader.next();
    expect(broken).toMatchObject({
      kind: 'broken',
      discontinuity: { reason: 'disconnected', message: expect.stringMatching(/1001: going away/) as string },
    });
    expect(await reader.print()).toBe('resumed: disconnected 10 -> null at 20');
    expect(server.opened).toHaveLength(2);
  });

  it('a stream that is dead while the book moves on breaks the book; a market that is quiet does not', async () => {
    let best = '99';
    await using server = await serve((count) => depthAnswer(best === '99' ? 10 : 10 + count, [[best, '1']]));
    const reader = new Reader(server, {}, { streamSilenceMs: 200 });
    expect(await reader.print()).toBe('10: 99 | 101');
    const next = reader.print();
    await until(() => server.asked.length > 3);
    best = '98';
    expect(await next).toBe('broken: silent 10 -> null');
    expect(await reader.print()).toMatch(/^resumed: silent 10 -> null at \d+$/);
    expect(await reader.print()).toMatch(/^\d+: 98 \| 101$/);
    expect(server.opened).toHaveLength(2);
  });

  it('a stream that is dead beside others has its connection renewed, and only its own book breaks', async () => {
    await using server = await serve((count) =>
      depthAnswer(count < 3 ? 10 : 10_000 + count, [[count < 3 ? '99' : '98', '1']]),
    );
    const other = { ...spotPair, exchangeSymbol: 'ETHUSDT' };
    const settings = { known: [spotPair, other], streamSilenceMs: 200 };
    const reader = new Reader(server, { symbols: [spotPair, other] }, settings as never);
    await reader.next();
    await reader.next();
    let id = 10;
    const ticking = setInterval(() => server.send('ethusdt@depth@100ms', spotDiff(++id, id)), 20);
    onTestFinished(() => clearInterval(ticking));
    const broken: Instrument[] = [];
    for (let event = await reader.next(); event.kind !== 'resumed'; event = await reader.next()) {
      if (event.kind === 'broken') broken.push(event.discontinuity.instrument);
    }
    expect(broken).toEqual([spotPair]);
    await until(() => server.opened.length === 2);
    await until(() => server.sockets.length === 1);
    for (let index = 0; index < 20; index += 1) expect(await reader.next()).toMatchObject({ kind: 'book' });
  });

  it('a server that is about to close is left in time, without a break', async () => {
    await using server = await serve(() => depthAnswer(10));
    const reader = new Reader(server);
    await reader.next();
    server.sendText('{"stream":"","data":{"e":"serverShutdown","E":1}}');
    await until(() => server.opened.length === 2);
    // Both connections have it.
    server.send(SPOT, spotDiff(11, 12));
    expect(await reader.print()).toBe('12: 99 | 101');
    await until(() => server.sockets.length === 1);
    server.send(SPOT, spotDiff(13, 13));
    expect(await reader.print()).toBe('13: 99 | 101');
  });

  it('snapshots that fail for the moment are asked for again', async () => {
    await using server = await serve((count) =>
      count < 3 ? { status: 503, text: 'busy' } : depthAnswer(10),
    );
    expect(await new Reader(server).print()).toBe('10: 99 | 101');
    expect(server.asked).toHaveLength(3);
  });

  it('a snapshot that is refused for good ends the stream', async () => {
    await using server = await serve(() => ({ status: 400, json: { code: -1121, msg: 'Invalid symbol.' } }));
    await expect(new Reader(server).next()).rejects.toMatchObject({ kind: 'unknownSymbol' });
    await until(() => server.sockets.length === 0);
  });

  it('a connection that is refused for good ends the stream', async () => {
    await using server = await serve(() => depthAnswer(10));
    const streams = 'ws://127.0.0.1:1/nobody';
    const reader = new Reader(
      server,
      { symbols: [spotPair], signal: AbortSignal.timeout(300) },
      {
        streamRoots: { spot: streams, usdm: streams, coinm: streams },
      },
    );
    // Nobody there is no refusal: it is tried until the reader has enough.
    await expect(reader.next()).rejects.toMatchObject({ name: 'TimeoutError' });
    const plain = { spot: 'ws://stream.example.com', usdm: streams, coinm: streams };
    await expect(new Reader(server, {}, { streamRoots: plain }).next()).rejects.toMatchObject({
      kind: 'invalidRequest',
    });
  });
});

describe('a stream of books', () => {
  it('has books of all markets, each at the address of its market', async () => {
    await using server = await serve(() => depthAnswer(10));
    const { port } = new URL(server.url);
    const at = (path: string): string => `ws://127.0.0.1:${port}/${path}`;
    const reader = new Reader(
      server,
      { symbols: [spotPair, linearPerpetual, inversePerpetual, 'BTC-USDT-SPOT'] },
      { streamRoots: { spot: at('s'), usdm: at('u'), coinm: at('c') } },
    );
    const markets = [await reader.next(), await reader.next(), await reader.next()].map(
      (event) => event.kind === 'book' && event.book.instrument.market,
    );
    expect(markets.toSorted()).toEqual(['coinm', 'spot', 'usdm']);
    expect(server.opened.toSorted()).toEqual([
      `/c/stream?streams=${COINM}`,
      `/s/stream?streams=${SPOT}`,
      `/u/stream?streams=${SPOT}`,
    ]);
  });

  it('gives who reads slowly the newest state of a book, once', async () => {
    await using server = await serve(() => depthAnswer(10));
    const reader = new Reader(server);
    const event = await reader.next();
    for (let id = 11; id <= 60; id += 1) server.send(SPOT, spotDiff(id, id));
    await until(() => event.kind === 'book' && event.book.lastUpdateId === 60n);
    expect(await reader.print()).toBe('60: 99 | 101');
    server.send(SPOT, spotDiff(61, 61));
    expect(await reader.print()).toBe('61: 99 | 101');
  });

  it('fills a book up again, without a break, when less of it is known than was asked for', async () => {
    const levels = (from: number): [string, string][] =>
      Array.from({ length: 4 }, (_, at) => [String(from - at), '1']);
    await using server = await serve((count) =>
      depthAnswer(count === 1 ? 10 : 12, levels(count === 1 ? 99 : 97)),
    );
    const reader = new Reader(server, { depth: 2 });
    expect(await reader.print()).toBe('10: 99, 98, 97, 96 | 101');
    expect(server.asked[0]?.query.get('limit')).toBe('4');
    // What lies behind 96 is not known, and not taken.
    server.send(
      SPOT,
      spotDiff(11, 11, {
        b: [
          ['99', '0'],
          ['95', '7'],
        ],
      }),
    );
    expect(await reader.print()).toBe('11: 98, 97, 96 | 101');
    server.send(
      SPOT,
      spotDiff(12, 12, {
        b: [
          ['98', '0'],
          ['97', '0'],
        ],
      }),
    );
    const event = await reader.next();
    expect(event).toMatchObject({ kind: 'book', book: { lastUpdateId: 12n } });
    await until(() => server.asked.length === 2);
    expect(await reader.print()).toBe('12: 97, 96, 95, 94 | 101');
  });

  it('ends, with its connections, when its reader leaves', async () => {
    await using server = await serve(() => depthAnswer(10));
    const reader = new Reader(server);
    await reader.next();
    expect(server.sockets).toHaveLength(1);
    await reader.events.return?.();
    await until(() => server.sockets.length === 0);
  });

  it('ends, with its connections and with the reason, when the signal aborts', async () => {
    await using server = await serve(() => depthAnswer(10));
    const controller = new AbortController();
    const reader = new Reader(server, { signal: controller.signal });
    await reader.next();
    const next = reader.next();
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(next).rejects.toBe(reason);
    await until(() => server.sockets.length === 0);
  });

  it.each<[string, Partial<OrderBookStreamRequest>, string]>([
    ['no symbol', { symbols: [] }, 'invalidRequest'],
    ['an unknown symbol', { symbols: ['BTC-XYZ-SPOT'] }, 'unknownSymbol'],
    ['too great a depth', { depth: 5001 }, 'unsupportedCapability'],
    ['a depth of nothing', { depth: 0 }, 'invalidRequest'],
    [
      'a signal that has aborted',
      { signal: AbortSignal.abort(Object.assign(new Error('no'), { kind: 'aborted' })) },
      'aborted',
    ],
  ])('refuses %s before it connects', async (_, request, kind) => {
    await using server = await startStreamServer({ answer: () => ({ json: { symbols: [] } }) });
    await expect(new Reader(server, request).next()).rejects.toMatchObject({ kind });
    expect(server.opened).toEqual([]);
  });
});
