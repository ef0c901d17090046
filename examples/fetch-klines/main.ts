import binance from '@marketloom/adapter-binance';

// Binance itself, unless the address of a simulated one is given.
const sandbox = process.env['SANDBOX_URL'];
const exchange = binance.create(
  sandbox ? { baseUrls: { spot: sandbox, usdm: sandbox, coinm: sandbox } } : {},
);

// Half-open and in UTC: the last hour that is over.
const end = Math.floor(Date.now() / 3_600_000) * 3_600_000;
const range = { start: end - 3_600_000, end };

let quantity = 0;
for await (const { klines } of exchange.fetchKlines({ symbol: 'BTC-USDT-SPOT', interval: '1m', ...range })) {
  for (const { openTime, open, high, low, close, volume } of klines) {
    quantity += 1;
    console.log(openTime.toISOString(), ...[open, high, low, close, volume].map((value) => value?.toFixed()));
  }
}
console.log(`${quantity} candles`);
await exchange.close();
