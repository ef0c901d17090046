import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SandboxExchange, startSandboxExchange } from '../sandbox-exchange.ts';
import { type Row, send } from '../testing/client.ts';
import type { Fault, FaultKind } from './fault.ts';

const START = Date.UTC(2026, 10, 20, 12, 34, 30);
const PAGE = `/fapi/v1/klines?symbol=LINKUSDT&interval=1m&startTime=${START - 3_600_000}&limit=10`;
const BOOK = '/fapi/v1/depth?symbol=LINKUSDT&limit=5';
let now = START;
let sandbox: SandboxExchange;
let right: Row[];

beforeEach(async () => {
  now = START;
  sandbox = await startSandboxExchange({ now: () => now, limits: false });
  right = JSON.parse((await send(sandbox, PAGE)).text) as Row[];
  sandbox.clearRequests();
});
afterEach(() => sandbox.close());

const rowsWith = async (kind: FaultKind): Promise<Row[]> => {
  sandbox.faults.add({ kind });
  return JSON.parse((await send(sandbox, PAGE)).text) as Row[];
};

describe('faults of a response', () => {
  it('rate-limit: 429 with Retry-After, and what comes too early is counted', async () => {
    sandbox.faults.add({ kind: 'rate-limit', retryAfter: 7 });
    const { status, headers } = await send(sandbox, PAGE);
    expect([status, headers['retry-after']]).toEqual([429, '7']);
    now += 6999;
    expect((await send(sandbox, PAGE)).status).toBe(200);
    now += 1;
    await send(sandbox, PAGE);
    expect(sandbox.counters.insideRetryAfter).toBe(1);
  });

  it('ban: 418 with Retry-After for the whole market until it is over', async () => {
    sandbox.faults.add({ kind: 'ban', retryAfter: 30, symbol: 'LINKUSDT' });
    const { status, headers } = await send(sandbox, PAGE);
    expect([status, headers['retry-after']]).toEqual([418, '30']);
    now += 29_999;
    expect((await send(sandbox, '/fapi/v1/time')).status).toBe(418);
    expect((await send(sandbox, '/api/v3/time')).status).toBe(200);
    expect(sandbox.counters.insideBan).toBe(1);
    now += 1;
    expect((await send(sandbox, PAGE)).status).toBe(200);
  });

  it('server-error: a 5xx status with an error body', async () => {
    sandbox.faults.add({ kind: 'server-error' });
    sandbox.faults.add({ kind: 'server-error', status: 502 });
    const answers = [await send(sandbox, PAGE), await send(sandbox, PAGE), await send(sandbox, PAGE)];
    expect(answers.map(({ status }) => status)).toEqual([503, 502, 200]);
    expect(JSON.parse(answers[0]?.text ?? '').code).toBe(-1001);
  });

  it('reset: the connection breaks', async () => {
    sandbox.faults.add({ kind: 'reset' });
    await expect(send(sandbox, PAGE)).rejects.toThrow(/ECONNRESET|hang up/);
  });

  it('reset: the connection breaks, be an answer before it still under way', async () => {
    sandbox.faults.add({ kind: 'slow', delayMs: 600_000, endpoint: 'klines' });
    sandbox.faults.add({ kind: 'reset', endpoint: 'depth' });
    const { hostname, port } = new URL(sandbox.url);
    const socket = connect(Number(port), hostname);
    socket.write([PAGE, BOOK].map((path) => `GET ${path} HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`).join(''));
    await expect(once(socket, 'close')).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('truncated: the body ends before its length', async () => {
    sandbox.faults.add({ kind: 'truncated' });
    await expect(send(sandbox, PAGE)).rejects.toThrow(/aborted/);
  });

  it('cut-json: a whole response, half a document', async () => {
    sandbox.faults.add({ kind: 'cut-json' });
    const { status, text } = await send(sandbox, PAGE);
    expect(status).toBe(200);
    expect(JSON.stringify(right).startsWith(text)).toBe(true);
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
  });

  it('html: a page in place of JSON', async () => {
    sandbox.faults.add({ kind: 'html', status: 403 });
    const { status, text, headers } = await send(sandbox, PAGE);
    expect([status, headers['content-type']]).toEqual([403, 'text/html; charset=utf-8']);
    expect(text).toMatch(/^<!DOCTYPE html>/);
  });

  it('hang: no answer', async () => {
    sandbox.faults.add({ kind: 'hang' });
    const answer = await fetch(sandbox.url + PAGE, { signal: AbortSignal.timeout(150) }).catch(
      (error: Error) => error.name,
    );
    expect(answer).toBe('TimeoutError');
    expect(sandbox.requests.at(-1)).toMatchObject({ status: 0, fault: 'hang' });
  });

  it('slow: the right answer, late and in drops', async () => {
    sandbox.faults.add({ kind: 'slow', delayMs: 60 });
    const body = (await fetch(sandbox.url + PAGE)).body as ReadableStream<Uint8Array>;
    const drops: Uint8Array[] = [];
    for await (const drop of body) drops.push(drop);
    expect(drops.length).toBeGreaterThan(1);
    expect(JSON.parse(Buffer.concat(drops).toString())).toEqual(right);
  });
});

describe('faults of rows', () => {
  it('rows-nan', async () => expect((await rowsWith('rows-nan')).map((row) => row[4])).toContain('NaN'));

  it('rows-negative-volume', async () => {
    expect((await rowsWith('rows-negative-volume')).filter((row) => row[5].startsWith('-'))).toHaveLength(1);
  });

  it('rows-high-below-low', async () => {
    expect(
      (await rowsWith('rows-high-below-low')).filter((row) => Number(row[2]) < Number(row[3])),
    ).toHaveLength(1);
  });

  it('rows-misaligned', async () => {
    expect((await rowsWith('rows-misaligned')).filter((row) => row[0] % 60_000 !== 0)).toHaveLength(1);
  });

  it('rows-duplicate', async () => {
    const rows = await rowsWith('rows-duplicate');
    expect(rows).toHaveLength(11);
    expect(new Set(rows.map((row) => row[0])).size).toBe(10);
  });

  it('rows-shuffled', async () => expect(await rowsWith('rows-shuffled')).toEqual(right.toReversed()));
  it('rows-missing-last', async () =>
    expect(await rowsWith('rows-missing-last')).toEqual(right.slice(0, -1)));

  it('rows-outside-window', async () => {
    const [first, ...rest] = await rowsWith('rows-outside-window');
    expect(first?.[0]).toBe((right[0]?.[0] ?? 0) - 60_000);
    expect(rest).toEqual(right);
  });

  it('rows-number-instead-of-array', async () =>
    expect(await rowsWith('rows-number-instead-of-array')).toBe(5));

  it('rows-extra-unfinished', async () => {
    const last = (await rowsWith('rows-extra-unfinished')).at(-1);
    expect([last?.[0], last?.[6]]).toEqual([START - 30_000, START + 29_999]);
  });

  it('strike klines only', async () => {
    sandbox.faults.add({ kind: 'rows-nan', times: 'always' });
    expect((await send(sandbox, BOOK)).text).not.toContain('NaN');
  });
});

describe('faults of books', () => {
  it.each([
    ['book-empty', ({ bids, asks }) => bids.length + asks.length === 0],
    ['book-crossed', ({ bids, asks }) => Number(bids[0]?.[0]) > Number(asks[0]?.[0])],
    ['book-unsorted', ({ bids }) => Number(bids[0]?.[0]) < Number(bids[1]?.[0])],
    ['book-non-positive', ({ bids }) => bids[0]?.[1] === '0'],
  ] as [FaultKind, (book: { bids: string[][]; asks: string[][] }) => boolean][])(
    '%s',
    async (kind, isSpoilt) => {
      expect(isSpoilt(JSON.parse((await send(sandbox, BOOK)).text))).toBe(false);
      sandbox.faults.add({ kind });
      expect(isSpoilt(JSON.parse((await send(sandbox, BOOK)).text))).toBe(true);
    },
  );
});

describe('which requests a fault strikes', () => {
  const statuses = async (paths: readonly string[]): Promise<number[]> => {
    const found: number[] = [];
    // One after the other: their order is what is looked at.
    // oxlint-disable-next-line no-await-in-loop
    for (const path of paths) found.push((await send(sandbox, path)).status);
    return found;
  };

  it('those that match, after some, so many times', async () => {
    sandbox.faults.add({
      kind: 'server-error',
      endpoint: 'klines',
      market: 'usdm',
      symbol: 'LINKUSDT',
      after: 2,
      times: 2,
    });
    const others = [
      BOOK,
      '/api/v3/klines?symbol=LINKUSDT&interval=1m',
      '/fapi/v1/klines?symbol=BTCUSDT&interval=1m',
    ];
    expect(await statuses([...others, PAGE, PAGE, PAGE, ...others, PAGE, PAGE])).toEqual([
      200, 200, 200, 200, 200, 503, 200, 200, 200, 503, 200,
    ]);
    expect(sandbox.counters.byFault).toEqual({ 'server-error': 2 });
  });

  it('all of them, until it is taken away', async () => {
    sandbox.faults.add({ kind: 'server-error', times: 'always' });
    expect(await statuses([PAGE, BOOK, '/api/v3/ping'])).toEqual([503, 503, 503]);
    sandbox.faults.clear();
    expect(await statuses([PAGE])).toEqual([200]);
  });

  it.each([
    [{ kind: 'gremlin' }, /no fault of kind gremlin; there are rate-limit, ban/],
    [{ kind: 'reset', market: 'moon' }, /no market moon/],
    [{ kind: 'reset', endpoint: 'trades' }, /no endpoint trades/],
    [{ kind: 'reset', after: -1 }, /after of a fault is a whole number/],
    [{ kind: 'reset', afer: 1 }, /has no afer/],
  ])('none, when it makes no sense: %o', (fault, message) => {
    expect(() => sandbox.faults.add(fault as Fault)).toThrow(message);
  });
});

describe('control over HTTP', () => {
  it('adds, lists and takes away faults, and shows requests', async () => {
    const added = await send(sandbox, '/sandbox/faults', 'POST', [
      { kind: 'server-error' },
      { kind: 'reset', after: 5 },
    ]);
    expect(added.status).toBe(201);
    expect((await send(sandbox, PAGE)).status).toBe(503);
    expect(JSON.parse((await send(sandbox, '/sandbox/faults')).text)).toEqual([
      { fault: { kind: 'server-error' }, seen: 1, struck: 1 },
      { fault: { kind: 'reset', after: 5 }, seen: 1, struck: 0 },
    ]);
    expect((await send(sandbox, '/sandbox/faults', 'DELETE')).status).toBe(200);
    expect(sandbox.faults.list()).toEqual([]);
    const { counters, requests, windows } = JSON.parse(
      (await send(sandbox, '/sandbox/requests?last=1')).text,
    );
    expect(counters).toMatchObject({ total: 1, byStatus: { 503: 1 } });
    expect(requests).toMatchObject([
      { path: '/fapi/v1/klines', query: { symbol: 'LINKUSDT' }, fault: 'server-error' },
    ]);
    expect(windows.at(-1)).toMatchObject({ market: 'usdm', start: START - 30_000 });
    expect(JSON.parse((await send(sandbox, '/sandbox/requests', 'DELETE')).text).counters.total).toBe(0);
  });

  it('refuses what is no fault, and what it does not have', async () => {
    const { status, text } = await send(sandbox, '/sandbox/faults', 'POST', { kind: 'gremlin' });
    expect([status, JSON.parse(text).error]).toEqual([400, expect.stringContaining('gremlin')]);
    expect((await send(sandbox, '/sandbox/other')).status).toBe(404);
  });
});
