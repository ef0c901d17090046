import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { startSandboxExchange } from '@marketloom/sandbox-exchange';
import { openDatabase } from '@marketloom/storage';
import { runApp } from './run-app.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => stop.abort(new Error(`stopped by ${signal}`)));
}

const say = (text: string): void => console.log(`\n${styleText('cyan', text)}`);
const folder = await mkdtemp(join(tmpdir(), 'marketloom-demo-'));
await using cleanUp = new AsyncDisposableStack();
cleanUp.defer(() => rm(folder, { recursive: true, force: true }));

const exchange = await startSandboxExchange();
cleanUp.defer(() => exchange.close());
say(`A simulated exchange listens on ${exchange.url}. All its instruments, prices and books are made up.`);

const directory = join(folder, 'postgres');
const database = await openDatabase({
  embedded: { directory, temporary: true },
  applicationName: 'marketloom-demo',
});
cleanUp.defer(() => database.close());
say(
  `A private PostgreSQL ${database.server.version} is running. It goes, with its data, when the demonstration ends.`,
);

const environment = {
  DATABASE_URL: '',
  MARKETLOOM_DATABASE_DIRECTORY: directory,
  MARKETLOOM_BINANCE_SPOT_URL: exchange.url,
  MARKETLOOM_BINANCE_USDM_URL: exchange.url,
  MARKETLOOM_BINANCE_COINM_URL: exchange.url,
  MARKETLOOM_BINANCE_ARCHIVE_URL: exchange.url,
  MARKETLOOM_BINANCE_SPOT_STREAM_URL: exchange.streamUrls.spot,
  MARKETLOOM_BINANCE_USDM_STREAM_URL: exchange.streamUrls.usdm,
  MARKETLOOM_BINANCE_COINM_STREAM_URL: exchange.streamUrls.coinm,
};
const run = (app: 'symbols' | 'klines' | 'orderbook', commandLine: string): Promise<void> =>
  runApp(app, commandLine, environment, stop.signal);
const instruments = ['BTC-USDT-SPOT', 'ETH-USDT-PERP', 'BTC-USD-PERP:BTC'];
const ingest = `ingest --exchange binance --symbols ${instruments.join(',')} --interval 1m --start -7d`;

try {
  say('The catalogue: every instrument of three markets, in one standard form.');
  await run('symbols', 'sync --exchange binance');
  await run('symbols', 'list --exchange binance --base BTC');
  say('A week of one-minute klines for a spot pair, a linear and an inverse perpetual.');
  await run('klines', ingest);
  say('The same again: only the minutes that have passed since are asked for.');
  await run('klines', ingest);
  say('An order book of each.');
  for (const symbol of instruments) {
    await run('orderbook', `poll --exchange binance --symbol ${symbol} --depth 20 --count 1`);
  }
  say('The same books, kept live from the streams of updates for three seconds, and stored each second.');
  await run(
    'orderbook',
    `stream --exchange binance --symbols ${instruments.join(',')} --every 1s --depth 20 --count 3`,
  );
  say('What is stored now.');
  await run('klines', 'status');
  say('A look through all of it, and at what the exchange answers for a page of each.');
  await run('klines', 'verify');
  await run('orderbook', `show --exchange binance --symbol ${instruments[0]}`);
  say('The same commands at the real exchange, into a database that stays (no key needed):');
  console.log(`
  npx marketloom-symbols sync --exchange binance
  npx marketloom-klines ${ingest}
  npx marketloom-orderbook poll --exchange binance --symbol BTC-USDT-SPOT --every 5s
  npx marketloom-orderbook stream --exchange binance --symbols BTC-USDT-SPOT --every 1s

Set DATABASE_URL to use a PostgreSQL or TimescaleDB of yours; without it a private one is kept in .marketloom.`);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
