import type { OrderBookStreamEvent, OrderBookStreamRequest } from '@marketloom/exchange';
import { describe, expect, it } from 'vitest';
import { depthAnswer, futuresDiff, printBook, spotDiff } from '../fixtures/diffs.ts';
import { inversePerpetual, linearPerpetual, spotPair } from '../fixtures/instruments.ts';
import { serve, StreamReader, until } from '../fixtures/stream-reader.ts';
import { startStreamServer } from '../fixtures/stream-server.ts';

const SPOT = 'btcusdt@depth@100ms';
const COINM = 'btcusd_perp@depth@100ms';

describe('on the spot market', () => {
  it('goes on from the snapshot with what came meanwhile, then update by update', async () => {
    await using server = await serve(
      () => new Promise((resolve) => setTimeout(resolve, 50, depthAnswer(12))),
      (exchange) => {
        exchange.send(SPOT, spotDiff(9, 10, { b: [['50', '1']] }));
        exchange.send(SPOT, spotDiff(11, 14, { b: [['99', '2']] }));
        exchange.send(SPOT, spotDiff(15, 15, { a: [['100.50000000', '3']] }));
      },
    );
    const reader = new StreamReader(server);
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
    const reader = new StreamReader(server);
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
    const reader = new StreamReader(server);
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
      (exchange) => exchange.send(SPOT, spotDiff(20, 22)),
    );
    expect(await new StreamReader(server).print()).toBe('22: 99 | 101');
    expect(server.asked).toHaveLength(3);
  });

  it('tells of a snapshot that turns out to be too old', async () => {
    await using server = await serve((count) => depthAnswer(count === 1 ? 10 : 30));
    const reader = new StreamReader(server);
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
      (exchange) => {
        exchange.send(COINM, futuresDiff(90, 95, 99, { b: [['1', '1']] }));
        exchange.send(COINM, futuresDiff(99, 103, 107, { b: [['98', '5']] }));
        exchange.send(COINM, futuresDiff(107, 120, 130, { a: [['102', '6']] }));
      },
    );
    const reader = new StreamReader(server, request);
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
    const reader = new StreamReader(server, request);
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
    const reader = new StreamReader(server, request);
    await reader.next();
    server.send(COINM, futuresDiff(110, 115, 120));
    expect(await reader.print()).toBe('120: 99 | 101');
    server.send(COINM, diff);
    expect(await reader.print()).toBe(`broken: gap 120 -> ${next}`);
    expect(await reader.print()).toBe(`resumed: gap 120 -> ${next} at 140`);
  });
});

describe('a stream of books', () => {
  it('has books of all markets, each at the address of its market', async () => {
    await using server = await serve(() => depthAnswer(10));
    const { port } = new URL(server.url);
    const at = (path: string): string => `ws://127.0.0.1:${port}/${path}`;
    const reader = new StreamReader(
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
    const reader = new StreamReader(server);
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
    const reader = new StreamReader(server, { depth: 2 });
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
    const reader = new StreamReader(server);
    await reader.next();
    expect(server.sockets).toHaveLength(1);
    await reader.events.return?.();
    await until(() => server.sockets.length === 0);
  });

  it('ends, with its connections and with the reason, when the signal aborts', async () => {
    await using server = await serve(() => depthAnswer(10));
    const controller = new AbortController();
    const reader = new StreamReader(server, { signal: controller.signal });
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
    await expect(new StreamReader(server, request).next()).rejects.toMatchObject({ kind });
    expect(server.opened).toEqual([]);
  });
});
