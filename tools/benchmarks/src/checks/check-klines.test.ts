import { createTestDatabase, type TestDatabase } from '@marketloom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BenchmarkContext, onStage } from '../stage.ts';
import { marketloom } from '../contenders/marketloom.ts';
import { listedScenario } from '../scenario.ts';
import { queryRows } from '../servers/query-rows.ts';
import { checkKlines } from './check-klines.ts';
import { Truth } from './truth.ts';

let database: TestDatabase;
let truth: Truth;
beforeAll(async () => {
  database = await createTestDatabase();
  truth = await Truth.open();
});
afterAll(async () => {
  await truth[Symbol.asyncDispose]();
  await database.drop();
});

const SOME = `symbol_id = (SELECT id FROM symbols WHERE symbol = 'BTC-USDT-SPOT' AND exchange = 'binance')`;

describe.skipIf(process.platform !== 'linux')('the check of what is stored', () => {
  it('lets what is right pass, and names every kind of wrong', async () => {
    const context: BenchmarkContext = {
      server: { url: database.url, description: '', close: async () => {} },
      postmaster: null,
      folder: '/tmp',
      truth,
      signal: new AbortController().signal,
      say: () => {},
    };
    const scenario = listedScenario(2, 300);
    await onStage(context, scenario, async (stage) => {
      await marketloom(scenario).run(stage);
      const check = (): Promise<void> => checkKlines(stage.url, scenario, truth, { ledger: true });
      const spoil = (statement: string): Promise<unknown> => queryRows(stage.url, statement);

      await spoil(`UPDATE klines SET taker_buy_quote_volume = taker_buy_quote_volume + 0.00000001
        WHERE ${SOME} AND open_time = '2024-03-01T01:00Z'`);
      await expect(check()).rejects.toThrow(/BTC-USDT-SPOT: stored is .* served was/);
      await spoil(`UPDATE klines SET taker_buy_quote_volume = taker_buy_quote_volume - 0.00000001
        WHERE ${SOME} AND open_time = '2024-03-01T01:00Z'`);
      await expect(check()).resolves.toBeUndefined();

      // One trailing zero less is the same number, and not what was served.
      await spoil(`UPDATE klines SET open = trim_scale(open) WHERE ${SOME}`);
      await expect(check()).rejects.toThrow(/BTC-USDT-SPOT: stored is/);
      await spoil(`DELETE FROM klines WHERE ${SOME} AND open_time = '2024-03-01T01:00Z'`);
      await expect(check()).rejects.toThrow('BTC-USDT-SPOT: 299 is stored of 300');
    });
  });
});
