import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { BadResponseError, ExchangeError, NetworkError, RequestTimeoutError } from '@marketloom/exchange';
import { describe, expect, it } from 'vitest';
import { type Answer, sendJson, startServer } from './fixtures/loopback-server.ts';
import { jsonRequest, rejection, testTransport } from './fixtures/setup.ts';

/** The error of one request to a server that answers like this. */
async function failureOf(
  answer: Answer,
  options: { timeoutMs?: number; maximumBytes?: number } = {},
): Promise<ExchangeError> {
  await using server = await startServer(answer);
  await using test = testTransport({ retries: 0, ...options });
  return (await rejection(test.transport.send(jsonRequest(server.url)))) as ExchangeError;
}

describe('a request times out', () => {
  it('when the server never answers', async () => {
    const error = await failureOf(() => undefined, { timeoutMs: 300 });
    expect(error).toBeInstanceOf(RequestTimeoutError);
    expect(error.message).toMatch(
      /no whole answer from 127\.0\.0\.1:\d+ within 300 ms: given up before an answer came/,
    );
  });

  it('when it takes longer than the request itself allows', async () => {
    await using server = await startServer(() => undefined);
    await using test = testTransport({ retries: 0 });
    const error = await rejection(test.transport.send(jsonRequest(server.url, { timeoutMs: 300 })));
    expect((error as Error).message).toContain('within 300 ms');
  });

  it('when the answer stops after its headers', async () => {
    const error = await failureOf((response) => response.writeHead(200).flushHeaders(), { timeoutMs: 700 });
    expect(error).toBeInstanceOf(RequestTimeoutError);
    expect(error.message).toContain('given up after 0 bytes of the answer');
  });

  it('when the answer keeps coming, but too slowly', async () => {
    const timers: NodeJS.Timeout[] = [];
    const answer: Answer = (response) => {
      response.writeHead(200, { 'content-length': 1000 });
      timers.push(setInterval(() => response.write('x'), 5));
    };
    const error = await failureOf(answer, { timeoutMs: 700 });
    timers.forEach(clearInterval);
    expect(error).toBeInstanceOf(RequestTimeoutError);
    expect(error.message).toMatch(/given up after \d+ of the 1000 bytes of the answer/);
  });
});

describe('a connection that breaks', () => {
  it.each<[string, Answer, RegExp]>([
    ['before an answer', (response) => response.socket?.destroy(), /broke before an answer came$/],
    [
      'by a reset before an answer',
      (response) => response.socket?.resetAndDestroy(),
      /broke before an answer came$/,
    ],
    [
      'in the middle of a body of known length',
      (response) => {
        response
          .writeHead(200, { 'content-length': 100 })
          .write('[1,2', () => response.socket?.resetAndDestroy());
      },
      /broke after \d of the 100 bytes of the answer$/,
    ],
    [
      'in the middle of a chunked body',
      (response) => {
        response.writeHead(200).write('[1,2', () => response.socket?.destroy());
      },
      /broke after \d bytes of the answer$/,
    ],
    [
      'gently, but before the announced length',
      (response) => {
        response
          .writeHead(200, { 'content-length': 100, connection: 'close' })
          .write('[1,2', () => response.socket?.end());
      },
      /broke after \d of the 100 bytes of the answer$/,
    ],
  ])('%s is a NetworkError', async (_, answer, message) => {
    const error = await failureOf(answer);
    expect(error).toBeInstanceOf(NetworkError);
    expect(error.message).toMatch(message);
    expect(error.message).not.toMatch(/UND_ERR|other side/);
    expect(error.cause).toBeInstanceOf(Error);
  });

  it.each<[string, Answer]>([
    ['before an answer', (response) => response.socket?.resetAndDestroy()],
    [
      'in the middle of a body',
      (response) =>
        response
          .writeHead(200, { 'content-length': 100_000 })
          .write('x'.repeat(50_000), () => response.socket?.resetAndDestroy()),
    ],
  ])('after many answers, by a reset %s, is noticed each time', async (_, reset) => {
    const EVERY = 5;
    const whole = JSON.stringify('x'.repeat(200_000));
    await using server = await startServer((response, request, count) => {
      if (count % EVERY === 0) reset(response, request, count);
      else response.writeHead(200, { 'content-length': whole.length }).end(whole);
    });
    await using test = testTransport({ retries: 0 });
    const outcomes: unknown[] = [];
    for (let count = 1; count <= 20 * EVERY; count += 1) {
      const sent = test.transport.send(jsonRequest(server.url));
      // oxlint-disable-next-line no-await-in-loop
      outcomes.push(
        await sent.then(
          () => 'whole',
          (error: Error) => error.name,
        ),
      );
    }
    const round = [...Array.from({ length: EVERY - 1 }, () => 'whole'), 'NetworkError'];
    expect(outcomes).toEqual(Array.from({ length: 20 }, () => round).flat());
    // Each connection served until it was reset.
    expect(new Set(server.requests.map(({ connection }) => connection)).size).toBe(20);
  });

  it('never was one where nobody listens', async () => {
    await using test = testTransport({ retries: 0 });
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const error = await rejection(test.transport.send(jsonRequest(`http://127.0.0.1:${port}/`)));
    expect(error).toBeInstanceOf(NetworkError);
    expect((error as Error).message).toContain(`127.0.0.1:${port} refuses connections`);
    expect(test.budgets.state('plentiful')).toMatchObject({ used: 0, inFlight: 0 });
  });

  it('is not trusted where TLS fails', async () => {
    await using server = await startServer((response) => sendJson(response, []));
    await using test = testTransport({ retries: 0 });
    const error = await rejection(test.transport.send(jsonRequest(server.url.replace('http:', 'https:'))));
    expect(error).toBeInstanceOf(NetworkError);
    expect((error as Error).message).toContain('no trusted TLS connection to 127.0.0.1');
  });
});

describe('an answer is refused', () => {
  it.each<[string, Answer]>([
    ['announced', (response) => response.writeHead(200, { 'content-length': 5000 }).end('x'.repeat(5000))],
    ['not announced', (response) => response.writeHead(200).end('x'.repeat(5000))],
    [
      'hidden in few bytes',
      (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(5000))),
    ],
  ])('when it is too large, be that %s, and not asked for again', async (_, answer) => {
    await using server = await startServer(answer);
    await using test = testTransport({ maximumBytes: 4999 });
    const error = (await rejection(test.transport.send(jsonRequest(server.url)))) as BadResponseError;
    expect(error).toBeInstanceOf(BadResponseError);
    expect(error.message).toContain('is larger than the 4999 bytes allowed');
    expect(server.requests).toHaveLength(1);
  });

  it('when it is larger than the request itself allows, which is never more than the transport does', async () => {
    await using server = await startServer((response) => response.end('x'.repeat(100)));
    await using test = testTransport({ maximumBytes: 80, retries: 0 });
    const messageFor = async (maximumBytes: number): Promise<string> => {
      const error = await rejection(test.transport.send(jsonRequest(server.url, { maximumBytes })));
      return (error as Error).message;
    };
    await expect(messageFor(50)).resolves.toContain('larger than the 50 bytes allowed');
    await expect(messageFor(200)).resolves.toContain('larger than the 80 bytes allowed');
  });

  it('when it is not HTTP', async () => {
    const server = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    await using test = testTransport({ retries: 0 });
    const { port } = server.address() as AddressInfo;
    const error = await rejection(test.transport.send(jsonRequest(`http://127.0.0.1:${port}/`)));
    server.close();
    expect(error).toBeInstanceOf(BadResponseError);
    expect((error as Error).message).toContain('does not answer in proper HTTP');
  });

  it('when it is shorter than its JSON, as a wrong content-length makes it', async () => {
    const error = await failureOf((response) => {
      response.strictContentLength = false;
      response.writeHead(200, { 'content-length': 4 }).end('[1,2,3]');
    });
    expect(error).toBeInstanceOf(BadResponseError);
    expect(error).toMatchObject({ path: '$', sample: '[1,2' });
  });

  it.each<[string, string, Uint8Array]>([
    ['cut off', 'gzip', gzipSync('[1,2,3]').subarray(0, 15)],
    ['broken', 'br', Buffer.from('nonsense')],
    ['in an unknown encoding', 'snappy', Buffer.from('[]')],
  ])('when its compressed data is %s', async (_, encoding, body) => {
    const error = await failureOf((response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(body),
    );
    expect(error).toBeInstanceOf(BadResponseError);
    expect(error.message).toContain(encoding);
  });
});

it.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', brotliCompressSync],
  ['identity', (text: string) => Buffer.from(text)],
])('reads an answer compressed with %s', async (encoding, compress) => {
  await using server = await startServer((response) =>
    response.writeHead(200, { 'content-encoding': encoding }).end(compress('{"币安":"0.10"}')),
  );
  await using test = testTransport();
  expect(await test.transport.send(jsonRequest(server.url))).toEqual({ 币安: '0.10' });
});
