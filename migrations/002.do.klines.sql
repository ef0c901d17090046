-- Candles. Prices and volumes are numeric without a scale: what the exchange sent is what is kept. The one check costs
-- about 4 % of a bulk load: numeric would take NaN, which sorts above infinity, and then every sum and average is NaN.
CREATE TABLE klines (
  symbol_id integer NOT NULL,
  interval text NOT NULL,
  open_time timestamptz NOT NULL,
  open numeric NOT NULL,
  high numeric NOT NULL,
  low numeric NOT NULL,
  close numeric NOT NULL,
  volume numeric NOT NULL,
  quote_volume numeric,
  trade_count bigint,
  taker_buy_volume numeric,
  taker_buy_quote_volume numeric,
  CONSTRAINT klines_pkey PRIMARY KEY (symbol_id, interval, open_time),
  CONSTRAINT klines_finite CHECK (
    greatest(open, high, low, close, volume, quote_volume, taker_buy_volume, taker_buy_quote_volume) < 'Infinity'
  )
);

COMMENT ON TABLE klines IS 'Closed candles. Which ranges are complete is told by kline_coverage, whose symbol_id refers to the catalogue.';
COMMENT ON COLUMN klines.symbol_id IS 'symbols.id.';
COMMENT ON COLUMN klines.interval IS 'The length of the candle: 1s, 1m, 3m, 5m, 15m, 30m, 1h, 2h, 4h, 6h, 8h, 12h, 1d, 3d, 1w (from Monday), 1M (calendar month), in UTC.';
COMMENT ON COLUMN klines.open_time IS 'When the candle begins. It ends one millisecond before the next one begins.';
COMMENT ON COLUMN klines.open IS 'First price, in quote.';
COMMENT ON COLUMN klines.high IS 'Highest price, in quote.';
COMMENT ON COLUMN klines.low IS 'Lowest price, in quote.';
COMMENT ON COLUMN klines.close IS 'Last price, in quote.';
COMMENT ON COLUMN klines.volume IS 'What was traded, in base.';
COMMENT ON COLUMN klines.quote_volume IS 'What was traded, in quote; null where the exchange does not say.';
COMMENT ON COLUMN klines.trade_count IS 'How many trades there were; null where the exchange does not say.';
COMMENT ON COLUMN klines.taker_buy_volume IS 'What takers bought, in base; null where the exchange does not say.';
COMMENT ON COLUMN klines.taker_buy_quote_volume IS 'What takers bought, in quote; null where the exchange does not say.';
