/**
 * The products of Bybit that the adapter has, each a market; options are left out.
 * https://bybit-exchange.github.io/docs/v5/enum#category
 */
export type Category = 'spot' | 'linear' | 'inverse';
