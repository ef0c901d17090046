import { afterEach, describe, expect, it } from 'vitest';
import { type KlineRow, type SandboxExchange, startSandboxExchange } from '../sandbox-exchange.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const START = Date.UTC(2026, 10, 18, 12);
/** Two minutes of LINKUSDT are changed when their month is over. */
const revised = { start: START + 3 * MINUTE, end: START + 5 * MINUTE };
const AT = START + 15 * DAY;
let now: number;
let sandbox: SandboxExchange;

const start = async (again = false): Promise<void> => {
  const revision = { market: 'usdm', symbol: 'LINKUSDT', ...revised } as const;
  const revisions = [{ ...revision, at: AT }, ...(again ? [{ ...revision, at: AT + MINUTE }] : [])];
  sandbox = await startSandboxExchange({ now: () => now, revisions });
};
afterEach(() => sandbox.close());

/** The rows of an interval before and after a moment. */
const around = (interval: string, moment: number, symbol = 'LINKUSDT'): [KlineRow[], KlineRow[]] => {
  const rows = (time: number): KlineRow[] => {
    now = time;
    return sandbox.klines('usdm', symbol, interval, { start: START, end: START + 10 * MINUTE });
  };
  return [rows(moment - 1), rows(moment)];
};

describe('revisions', () => {
  it('change the candles named, from the moment named on, and no other', async () => {
    await start();
    const [before, after] = around('1m', AT);
    const changed = after.filter((row, index) => JSON.stringify(row) !== JSON.stringify(before[index]));
    expect(changed.map(([openTime]) => openTime)).toEqual([revised.start, revised.start + MINUTE]);
    for (const [, open, high, low, close] of changed) {
      expect([high, low]).toContain(close);
      expect(Number(high)).toBeGreaterThanOrEqual(Number(open));
      expect(Number(low)).toBeLessThanOrEqual(Number(open));
    }
    const [, other] = around('1m', AT, 'BTCUSDT');
    expect(other).toEqual(around('1m', AT, 'BTCUSDT')[0]);
  });

  it('come again: each makes other values', async () => {
    await start(true);
    const [once, twice] = around('1m', AT + MINUTE);
    expect(once[3]).not.toEqual(twice[3]);
    expect(once[2]).toEqual(twice[2]);
  });

  it.each(['5m', '1h', '1d', '1M'])('reach the longer candles: %s', async (interval) => {
    await start();
    const range = { start: Date.UTC(2026, 9, 1), end: Date.UTC(2026, 11, 1) };
    const [before, after] = [AT - 1, AT].map((time) => {
      now = time;
      return sandbox.klines('usdm', 'LINKUSDT', interval, range);
    }) as [KlineRow[], KlineRow[]];
    const changed = after.flatMap((row, index) =>
      JSON.stringify(row) === JSON.stringify(before[index]) ? [] : [[before[index], row]],
    );
    expect(changed).toHaveLength(1);
    const [[was, is]] = changed as [[KlineRow, KlineRow]];
    expect(is[0]).toBeLessThanOrEqual(revised.start);
    expect(is[6]).toBeGreaterThanOrEqual(revised.end - 1);
    expect(Number(is[5])).toBeGreaterThan(Number(was[5]));
  });
});
