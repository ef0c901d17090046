export { default } from './definition.ts';
export { KrakenExchange } from './exchange.ts';
