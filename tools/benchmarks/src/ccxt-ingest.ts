/**
 * The peer, as a program of its own: `ccxt-ingest.ts insert|copy EXCHANGE-URL START END SYMBOL…` ingests one-minute
 * candles from START to END, epoch ms, into the table `ohlcv` of `DATABASE_URL`. What a person would write with ccxt: no
 * ledger, no check of rows, no retry.
 */
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import ccxt from 'ccxt';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** A candle as ccxt gives it: time, open, high, low, close, volume, all floats. */
type Candle = readonly (number | undefined)[];

const PAGE = 1000;
const MINUTE_MS = 60_000;
const WORKERS = 4;
const COLUMNS = '(symbol, timestamp, open, high, low, close, volume)';

const [way, url = '', start = '', end = '', ...symbols] = process.argv.slice(2);
const connectionString = process.env['DATABASE_URL'];
const exchange = new ccxt.binance({ enableRateLimit: false, options: { fetchMarkets: { types: ['spot'] } } });
(exchange.urls['api'] as Record<string, string>)['public'] = `${url}/api/v3`;
await exchange.loadMarkets();

/** All candles of one symbol, page after page. */
async function* pagesOf(symbol: string): AsyncGenerator<Candle[]> {
  for (let since = Number(start); since < Number(end);) {
    const limit = Math.min(PAGE, (Number(end) - since) / MINUTE_MS);
    const page: Candle[] = await exchange.fetchOHLCV(symbol, '1m', since, limit);
    const last = page.at(-1)?.[0];
    if (last === undefined) return;
    yield page;
    since = last + MINUTE_MS;
  }
}

async function insertAll(): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  for (const symbol of symbols) {
    for await (const page of pagesOf(symbol)) {
      const values: unknown[] = [];
      const rows = page.map(([time, ...numbers]) => {
        values.push(symbol, new Date(time as number).toISOString(), ...numbers);
        const places = Array.from({ length: 7 }, (_, index) => `$${values.length - 6 + index}`);
        return `(${places.join()})`;
      });
      await client.query(
        `INSERT INTO ohlcv ${COLUMNS} VALUES ${rows.join()} ON CONFLICT (symbol, timestamp) DO UPDATE SET
         open = EXCLUDED.open, high = EXCLUDED.high, low = EXCLUDED.low, close = EXCLUDED.close, volume = EXCLUDED.volume`,
        values,
      );
    }
  }
  await client.end();
}

/** One COPY a symbol. Text, since a float must become decimal text in any case before it can be numeric. */
async function copyAll(): Promise<void> {
  const waiting = [...symbols];
  const work = async (): Promise<void> => {
    const client = new pg.Client({ connectionString });
    await client.connect();
    for (let symbol = waiting.shift(); symbol !== undefined; symbol = waiting.shift()) {
      const copy = client.query(copyFrom(`COPY ohlcv ${COLUMNS} FROM STDIN`));
      for await (const page of pagesOf(symbol)) {
        let text = '';
        for (const [time, open, high, low, close, volume] of page) {
          text += `${symbol}\t${new Date(time as number).toISOString()}\t${open}\t${high}\t${low}\t${close}\t${volume}\n`;
        }
        if (!copy.write(text)) await once(copy, 'drain');
      }
      copy.end();
      await finished(copy);
    }
    await client.end();
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
}

await (way === 'copy' ? copyAll() : insertAll());
