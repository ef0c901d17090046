import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SandboxExchange, startSandboxExchange } from '../sandbox-exchange.ts';
import { read, type Row, send } from '../testing/client.ts';

const START = Date.UTC(2026, 10, 20, 12, 34, 30);
const MINUTE = 60_000;
const closedAt = START - 30_000;
const NEWEST = '/fapi/v1/klines?symbol=LINKUSDT&interval=1m&limit=2';
let sandbox: SandboxExchange;

describe('the clock', () => {
  beforeEach(async () => {
    sandbox = await startSandboxExchange({ now: () => START });
  });
  afterEach(() => sandbox.close());

  const serverTime = async (): Promise<number> =>
    (await read<{ serverTime: number }>(sandbox, '/api/v3/time')).serverTime;

  it('is set and moved on from another process', async () => {
    expect(await read(sandbox, '/sandbox/clock')).toEqual({ now: START });
    expect(JSON.parse((await send(sandbox, '/sandbox/clock', 'POST', { advanceMs: MINUTE })).text)).toEqual({
      now: START + MINUTE,
    });
    expect(await serverTime()).toBe(START + MINUTE);
    await send(sandbox, '/sandbox/clock', 'POST', { now: '2026-01-01T00:00Z' });
    expect(await serverTime()).toBe(Date.UTC(2026, 0, 1));
    await send(sandbox, '/sandbox/clock', 'POST', { now: START });
    expect(sandbox.clock.now()).toBe(START);
  });

  it.each([{}, { now: 'noon' }, { advanceMs: 0.5 }, { now: START, advanceMs: 1 }, 5])(
    'refuses %j',
    async (word) => {
      const { status, text } = await send(sandbox, '/sandbox/clock', 'POST', word);
      expect(status).toBe(400);
      expect(text).toContain('advanceMs');
      expect(await serverTime()).toBe(START);
    },
  );
});

describe('candles that lag', () => {
  afterEach(() => sandbox.close());

  it.each([
    [30_000, closedAt],
    [30_001, closedAt - 2 * MINUTE],
  ])('%i ms: the newest to be seen', async (lagMs, openTime) => {
    sandbox = await startSandboxExchange({ now: () => START, lagMs });
    const rows = await read<Row[]>(sandbox, NEWEST);
    expect(rows.map((row) => row[0])).toEqual([openTime - MINUTE, openTime]);
    sandbox.clock.advance(MINUTE);
    expect((await read<Row[]>(sandbox, NEWEST)).at(-1)?.[0]).toBe(openTime + MINUTE);
  });
});

describe('answers that are late', () => {
  afterEach(() => sandbox.close());

  it('tell what was so when they were asked for, faults included', async () => {
    sandbox = await startSandboxExchange({ now: () => START, delayMs: 50 });
    const answer = read<{ serverTime: number }>(sandbox, '/api/v3/time');
    while (sandbox.requests.length === 0) await new Promise(setImmediate);
    sandbox.clock.advance(MINUTE);
    expect((await answer).serverTime).toBe(START);
    sandbox.faults.add({ kind: 'server-error' });
    expect((await send(sandbox, '/api/v3/time')).status).toBe(503);
    expect(sandbox.requests.map(({ status }) => status)).toEqual([200, 503]);
  });
});
