import binance from '@marketloom/adapter-binance';

// Binance itself, unless the address of a simulated one is given.
const sandbox = process.env['SANDBOX_URL'];
const streams = sandbox?.replace('http', 'ws');
const exchange = binance.create(
  sandbox
    ? { baseUrls: { spot: sandbox, usdm: sandbox, coinm: sandbox, spot_stream: `${streams}/spot` } }
    : {},
);

// Until Ctrl-C, or for so many changes.
const most = Number(process.env['CHANGES'] ?? Number.POSITIVE_INFINITY);
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

let changes = 0;
const books = exchange.streamOrderBooks({ symbols: ['BTC-USDT-SPOT'], depth: 100, signal: stop.signal });
try {
  for await (const event of books) {
    if (event.kind !== 'book') {
      // Updates were lost: what was shown is not to be believed until the book is whole again.
      console.log(event.kind, event.discontinuity.reason);
      continue;
    }
    const { bestBid, bestAsk, lastUpdateId } = event.book;
    console.log(
      `${lastUpdateId}:`,
      `${bestBid?.size.toFixed()} at ${bestBid?.price.toFixed()}`,
      `| ${bestAsk?.size.toFixed()} at ${bestAsk?.price.toFixed()}`,
    );
    changes += 1;
    if (changes >= most) break;
  }
} catch (error) {
  if (!stop.signal.aborted) throw error;
} finally {
  await exchange.close();
}
