import type { SocketRequest } from '@marketloom/exchange';
import { expect, it } from 'vitest';
import { SimulatedClock } from './simulated-clock.ts';
import { SimulatedLiveBook } from './simulated-live-book.ts';
import { SimulatedSockets } from './simulated-sockets.ts';
import type { SimulatedStreams } from './stream-description.ts';

/** Books are asked for by messages, and begin with a whole one. */
const streams: SimulatedStreams = {
  path: '/v1/live',
  received(text) {
    const { op, book } = JSON.parse(text) as { readonly op: string; readonly book: string };
    if (op === 'drop') return { unsubscribed: [book], replies: [{ dropped: book }] };
    return { subscribed: [book], replies: ['ok'] };
  },
  snapshot: ({ updateId, bids }) => ({ whole: updateId, best: bids[0] }),
  update: ({ previousUpdateId, lastUpdateId, exchangeSymbol }) => ({
    [exchangeSymbol]: [previousUpdateId, lastUpdateId],
  }),
};

function served(): { readonly sockets: SimulatedSockets; readonly live: SimulatedLiveBook } {
  const live = new SimulatedLiveBook('A', 0);
  const sockets = new SimulatedSockets(new SimulatedClock(7));
  sockets.served = { streams, books: new Map([['A', live]]) };
  return { sockets, live };
}

const request = (url: string, signal?: AbortSignal): SocketRequest => ({
  exchange: 'toy',
  operation: 'listen',
  url,
  budget: { id: 'sockets', capacity: 1, windowMs: 1 },
  messagesPerSecond: 1,
  signal,
});

it('sends whole books and changes to who asks for them, in their order', async () => {
  const { sockets, live } = served();
  const socket = await sockets.open(request('ws://x.invalid/root/v1/live?a=1'));
  sockets.send(live.change(1));
  const { updateId, bids } = live.book;
  await socket.send('{"op":"take","book":"A"}');
  await socket.send('{"op":"take","book":"B"}');
  sockets.send(live.change(2));
  const newest = live.book.updateId;
  await socket.send('{"op":"drop","book":"A"}');
  sockets.send(live.change(3));
  sockets.drop();
  const texts: string[] = [];
  const reading = (async () => {
    for await (const { text, receivedAt } of socket) texts.push(`${receivedAt} ${text}`);
  })();
  await expect(reading).rejects.toMatchObject({ kind: 'network' });
  expect(texts).toEqual([
    '7 ok',
    `7 ${JSON.stringify({ whole: updateId, best: bids[0] })}`,
    '7 ok',
    `7 ${JSON.stringify({ A: [updateId, newest] })}`,
    '7 {"dropped":"A"}',
  ]);
  expect(sockets.size).toBe(0);
  await expect(socket.send('{}')).rejects.toMatchObject({ kind: 'network' });
});

it('ends well when it is closed, when its reader leaves and when all are closed', async () => {
  const { sockets } = served();
  const [closed, left, other] = await Promise.all(
    [1, 2, 3].map(() => sockets.open(request('ws://x.invalid/v1/live'))),
  );
  const ended = Array.fromAsync(closed ?? []);
  await closed?.close();
  expect(await ended).toEqual([]);
  await left?.send('{"op":"take","book":"A"}');
  for await (const _ of left ?? []) break;
  expect(sockets.size).toBe(1);
  await sockets.close();
  expect(await Array.fromAsync(other ?? [])).toEqual([]);
});

it('ends with the reason of a signal, and takes no connection elsewhere', async () => {
  const { sockets } = served();
  const controller = new AbortController();
  const socket = await sockets.open(request('ws://x.invalid/v1/live', controller.signal));
  const ended = Array.fromAsync(socket);
  controller.abort(new Error('enough'));
  await expect(ended).rejects.toThrow('enough');
  await expect(sockets.open(request('ws://x.invalid/v1/live', controller.signal))).rejects.toThrow('enough');
  await expect(sockets.open(request('ws://x.invalid/v2'))).rejects.toMatchObject({ kind: 'exchange' });
});

it('a live book changes as books do, keeps what it was, and is never crossed itself', () => {
  const { live } = served();
  const before = live.book;
  for (let count = 0; count < 200; count += 1) {
    const { firstUpdateId, lastUpdateId, previousUpdateId, book } = live.change(count);
    expect(BigInt(firstUpdateId)).toBe(BigInt(previousUpdateId) + 1n);
    expect(live.at(lastUpdateId)).toBe(book);
    expect(Number(book.bids[0]?.[0])).toBeLessThan(Number(book.asks[0]?.[0]));
  }
  const crossing = live.cross(201);
  expect(Number(crossing.bids[0]?.[0])).toBeGreaterThan(Number(live.book.asks[0]?.[0]));
  expect(Number(live.book.bids[0]?.[0])).toBeLessThan(Number(live.book.asks[0]?.[0]));
  expect(live.at(before.updateId)).toBe(before);
});
