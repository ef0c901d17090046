import binance from '@marketloom/adapter-binance';
import type { Clock, ExchangeInterface } from '@marketloom/exchange';
import {
  type SandboxExchange,
  type SandboxOptions,
  startSandboxExchange,
} from '@marketloom/sandbox-exchange';
import { type Database, openDatabase } from '@marketloom/storage';
import { createTestDatabase } from '@marketloom/testing';
import { syncSymbols } from '../sync-symbols.ts';

/** A simulated exchange with its adapter, and a database whose catalogue it fills. */
export interface ExchangeFixture {
  readonly sandbox: SandboxExchange;
  readonly database: Database;
  readonly databaseUrl: string;
  readonly exchange: ExchangeInterface;
  /** Another instance of the adapter, which knows no instruments. */
  open(): ExchangeInterface;
  close(): Promise<void>;
}

/** Starts all of it. Requests are not repeated. */
export async function startExchangeFixture(
  options: SandboxOptions = {},
  clock?: Clock,
): Promise<ExchangeFixture> {
  const sandbox = await startSandboxExchange({ limits: false, ...options });
  const testDatabase = await createTestDatabase();
  const database = await openDatabase({ url: testDatabase.url });
  const opened: ExchangeInterface[] = [];
  const open = (): ExchangeInterface => {
    const { url } = sandbox;
    const baseUrls = { spot: url, usdm: url, coinm: url, archive: url };
    const exchange = binance.create({ baseUrls, configuration: { retries: 0 }, ...(clock ? { clock } : {}) });
    opened.push(exchange);
    return exchange;
  };
  const exchange = open();
  await syncSymbols({ exchange, database });
  return {
    sandbox,
    database,
    databaseUrl: testDatabase.url,
    exchange,
    open,
    close: async () => {
      await Promise.all(opened.map((one) => one.close()));
      await database.close();
      await testDatabase.drop();
      await sandbox.close();
    },
  };
}
