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
import { runStatement } from './run-statement.ts';

/** A simulated exchange with its adapter, and a database whose catalogue it fills. */
export interface ExchangeFixture {
  readonly sandbox: SandboxExchange;
  readonly database: Database;
  readonly databaseUrl: string;
  readonly exchange: ExchangeInterface;
  /** Another instance of the adapter, which knows no instruments. */
  open(): ExchangeInterface;
  /** Runs a statement in the server's own database. */
  onServer(statement: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts all of it. Requests are not repeated. */
export async function startExchangeFixture(
  options: SandboxOptions = {},
  given?: Clock | ((sandbox: SandboxExchange) => Clock),
  configuration: Readonly<Record<string, number>> = {},
): Promise<ExchangeFixture> {
  const sandbox = await startSandboxExchange({ limits: false, ...options });
  const clock = typeof given === 'function' ? given(sandbox) : given;
  const testDatabase = await createTestDatabase();
  const database = await openDatabase({ url: testDatabase.url });
  const opened: ExchangeInterface[] = [];
  const open = (): ExchangeInterface => {
    const { url, streamUrls } = sandbox;
    const streams = Object.entries(streamUrls).map(([market, address]) => [`${market}_stream`, address]);
    const baseUrls = { spot: url, usdm: url, coinm: url, archive: url, ...Object.fromEntries(streams) };
    const exchange = binance.create({
      baseUrls,
      configuration: { retries: 0, ...configuration },
      ...(clock ? { clock } : {}),
    });
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
    onServer: (statement) => {
      const url = new URL(testDatabase.url);
      url.pathname = '/postgres';
      return runStatement(url.href, statement);
    },
    close: async () => {
      await Promise.all(opened.map((one) => one.close()));
      await database.close();
      await testDatabase.drop();
      await sandbox.close();
    },
  };
}
