import binance from '@marketloom/adapter-binance';
import { ingestKlines, syncSymbols } from '@marketloom/ingestion';
import { openDatabase } from '@marketloom/storage';

// Binance itself, unless the address of a simulated one is given.
const sandbox = process.env['SANDBOX_URL'];
const exchange = binance.create(
  sandbox ? { baseUrls: { spot: sandbox, usdm: sandbox, coinm: sandbox } } : {},
);

// A PostgreSQL of yours, with or without TimescaleDB; without its address a private one in a folder.
const url = process.env['DATABASE_URL'];
const database = await openDatabase(url ? { url } : { embedded: { directory: '.marketloom' } });

const { added, unchanged } = await syncSymbols({ exchange, database });
console.log(`catalogue: ${added.length} added, ${unchanged} unchanged`);

// Only what is missing is fetched: run it again, and nothing is.
const end = Math.floor(Date.now() / 3_600_000) * 3_600_000;
const start = end - 86_400_000;
const symbols = ['BTC-USDT-SPOT', 'ETH-USDT-PERP'];
const summary = await ingestKlines({
  exchange,
  database,
  selection: { symbols },
  intervals: ['1m'],
  start,
  end,
});
for (const { entry, inserted, alreadySettled, unresolved } of summary.series) {
  console.log(
    `${entry.symbol}: ${inserted} stored, ${alreadySettled} were settled before, ${unresolved.length} ranges unresolved`,
  );
}

// Hours, made of the stored minutes by the database.
for (const symbol of symbols) {
  const [instrument] = await database.symbols.resolve(symbol, { exchanges: ['binance'] });
  if (instrument === undefined) throw new Error(`${symbol} is not in the catalogue`);
  for await (const { klines } of database.aggregates.rows(instrument.id, '1h', { start, end })) {
    for (const { openTime, close } of klines) console.log(symbol, openTime.toISOString(), close.toFixed());
  }
}

await exchange.close();
await database.close();
