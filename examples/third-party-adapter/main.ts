import { loadAdapter } from '@marketloom/exchange';

// The exchange's name, and the package that has its adapter: both are text, as they would stand in a configuration.
const adapter = await loadAdapter('binance-us', {
  adapter: 'marketloom-adapter-binance-us',
  importModule: (specifier) => import(specifier),
});

// The exchange itself, unless the address of a simulated one is given.
const sandbox = process.env['SANDBOX_URL'];
const exchange = adapter.create(sandbox ? { baseUrls: { spot: sandbox } } : {});

const { instruments, quarantined } = await exchange.listInstruments();
console.log(
  `${adapter.name} lists ${instruments.length} pairs, and ${quarantined.length} rows nobody understands`,
);

const end = Math.floor(Date.now() / 3_600_000) * 3_600_000;
const range = { start: end - 6 * 3_600_000, end };
for await (const { klines } of exchange.fetchKlines({ symbol: 'BTC-USDT-SPOT', interval: '1h', ...range })) {
  for (const { openTime, close } of klines) console.log(openTime.toISOString(), close.toFixed());
}

const { bids, asks } = await exchange.fetchOrderBookSnapshot({ symbol: 'BTC-USDT-SPOT', depth: 5 });
console.log('best bid', bids[0]?.price.toFixed(), 'best ask', asks[0]?.price.toFixed());
await exchange.close();
