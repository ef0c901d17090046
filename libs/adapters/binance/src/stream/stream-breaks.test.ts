import type { Instrument } from '@marketloom/exchange';
import { describe, expect, it, onTestFinished } from 'vitest';
import { depthAnswer, spotDiff } from '../fixtures/diffs.ts';
import { spotPair } from '../fixtures/instruments.ts';
import { serve, StreamReader, until } from '../fixtures/stream-reader.ts';

const SPOT = 'btcusdt@depth@100ms';

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
    const reader = new StreamReader(server);
    await reader.next();
    server.send(SPOT, data);
    expect(await reader.print()).toMatch(new RegExp(`^broken: ${reason} 10 -> (?:null|11)$`));
    expect(await reader.print()).toMatch(new RegExp(`^resumed: ${reason} .* at 20$`));
    expect(await reader.print()).toBe('20: 99 | 101');
  });

  it('text that is no JSON breaks the book whose stream it names, or else all', async () => {
    await using server = await serve((count) => depthAnswer(count * 10));
    const other = { ...spotPair, exchangeSymbol: 'ETHUSDT' };
    const reader = new StreamReader(server, { symbols: [spotPair, other] }, { known: [spotPair, other] });
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
    const reader = new StreamReader(server);
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
    const reader = new StreamReader(server, {}, { streamSilenceMs: 200 });
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
    const reader = new StreamReader(server, { symbols: [spotPair, other] }, settings);
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
    const reader = new StreamReader(server);
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
    expect(await new StreamReader(server).print()).toBe('10: 99 | 101');
    expect(server.asked).toHaveLength(3);
  });

  it('a snapshot that is refused for good ends the stream', async () => {
    await using server = await serve(() => ({ status: 400, json: { code: -1121, msg: 'Invalid symbol.' } }));
    await expect(new StreamReader(server).next()).rejects.toMatchObject({ kind: 'unknownSymbol' });
    await until(() => server.sockets.length === 0);
  });

  it('a connection that is refused for good ends the stream', async () => {
    await using server = await serve(() => depthAnswer(10));
    const streams = 'ws://127.0.0.1:1/nobody';
    const reader = new StreamReader(
      server,
      { symbols: [spotPair], signal: AbortSignal.timeout(300) },
      {
        streamRoots: { spot: streams, usdm: streams, coinm: streams },
      },
    );
    // Nobody there is no refusal: it is tried until the reader has enough.
    await expect(reader.next()).rejects.toMatchObject({ name: 'TimeoutError' });
    const plain = { spot: 'ws://stream.example.com', usdm: streams, coinm: streams };
    await expect(new StreamReader(server, {}, { streamRoots: plain }).next()).rejects.toMatchObject({
      kind: 'invalidRequest',
    });
  });
});
