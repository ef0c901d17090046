export { default } from './definition.ts';
export { BinanceExchange, type BinanceSettings } from './exchange.ts';
export { MARKET_IDS, type MarketId } from './markets.ts';
