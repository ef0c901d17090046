-- Candles of higher intervals, reckoned from the stored minutes when they are read.
-- PostgreSQL cannot turn a range of bucket times into one of open times. So the grid of the symbol's first to last
-- minute is laid out first and filtered, and only then each bucket that is left reads its own minutes by the key.
CREATE VIEW aggregated_klines AS
SELECT
  symbols.id AS symbol_id,
  grid.interval,
  bucket.open_time,
  candle.open,
  candle.high,
  candle.low,
  candle.close,
  candle.volume,
  candle.quote_volume,
  candle.trade_count,
  candle.taker_buy_volume,
  candle.taker_buy_quote_volume,
  candle.candle_count
FROM symbols
CROSS JOIN (
  -- The grid of @marketloom/exchange. Days are 24 hours, since `1 day` is as long as the session's time zone says.
  VALUES
    ('3m', INTERVAL '3 minutes', TIMESTAMPTZ '1970-01-01 00:00Z'),
    ('5m', '5 minutes', '1970-01-01 00:00Z'),
    ('15m', '15 minutes', '1970-01-01 00:00Z'),
    ('30m', '30 minutes', '1970-01-01 00:00Z'),
    ('1h', '1 hour', '1970-01-01 00:00Z'),
    ('2h', '2 hours', '1970-01-01 00:00Z'),
    ('4h', '4 hours', '1970-01-01 00:00Z'),
    ('6h', '6 hours', '1970-01-01 00:00Z'),
    ('8h', '8 hours', '1970-01-01 00:00Z'),
    ('12h', '12 hours', '1970-01-01 00:00Z'),
    ('1d', '24 hours', '1970-01-01 00:00Z'),
    ('3d', '72 hours', '1970-01-02 00:00Z'),
    ('1w', '168 hours', '1970-01-05 00:00Z'),
    ('1M', NULL, NULL)
) AS grid (interval, step, anchor)
CROSS JOIN LATERAL (
  SELECT min(open_time) AS first, max(open_time) AS last
  FROM klines
  WHERE symbol_id = symbols.id AND interval = '1m'
) AS stored
CROSS JOIN LATERAL (
  SELECT open_time, open_time + grid.step AS end_time
  FROM generate_series(date_bin(grid.step, stored.first, grid.anchor), stored.last, grid.step) AS steps (open_time)
  UNION ALL
  SELECT open_month AT TIME ZONE 'UTC', (open_month + INTERVAL '1 month') AT TIME ZONE 'UTC'
  FROM generate_series(
    date_trunc('month', stored.first AT TIME ZONE 'UTC'), stored.last AT TIME ZONE 'UTC', INTERVAL '1 month'
  ) AS months (open_month)
  WHERE grid.interval = '1M'
) AS bucket
CROSS JOIN LATERAL (
  SELECT
    (array_agg(open))[1] AS open,
    max(high) AS high,
    min(low) AS low,
    (array_agg(close))[count(*)::integer] AS close,
    sum(volume) AS volume,
    CASE WHEN count(quote_volume) = count(*) THEN sum(quote_volume) END AS quote_volume,
    CASE WHEN count(trade_count) = count(*) THEN sum(trade_count)::bigint END AS trade_count,
    CASE WHEN count(taker_buy_volume) = count(*) THEN sum(taker_buy_volume) END AS taker_buy_volume,
    CASE WHEN count(taker_buy_quote_volume) = count(*) THEN sum(taker_buy_quote_volume) END AS taker_buy_quote_volume,
    count(*) AS candle_count
  FROM (
    SELECT * FROM klines
    WHERE symbol_id = symbols.id AND interval = '1m'
      AND open_time >= bucket.open_time AND open_time < bucket.end_time
    ORDER BY open_time
  ) AS minutes
  HAVING count(*) > 0
) AS candle;

COMMENT ON VIEW aggregated_klines IS 'Candles of 3m and longer, made of the stored candles of 1m. Name the symbol, the interval and a range of open times, and only what is asked for is reckoned.';
COMMENT ON COLUMN aggregated_klines.symbol_id IS 'symbols.id.';
COMMENT ON COLUMN aggregated_klines.interval IS 'The length of the candle: 3m, 5m, 15m, 30m, 1h, 2h, 4h, 6h, 8h, 12h, 1d, 3d, 1w (from Monday), 1M (calendar month), in UTC.';
COMMENT ON COLUMN aggregated_klines.open_time IS 'When the candle begins, be there a minute stored for that time or not.';
COMMENT ON COLUMN aggregated_klines.open IS 'The open of the first minute, in quote.';
COMMENT ON COLUMN aggregated_klines.high IS 'The highest price, in quote.';
COMMENT ON COLUMN aggregated_klines.low IS 'The lowest price, in quote.';
COMMENT ON COLUMN aggregated_klines.close IS 'The close of the last minute, in quote.';
COMMENT ON COLUMN aggregated_klines.volume IS 'What was traded, in base.';
COMMENT ON COLUMN aggregated_klines.quote_volume IS 'What was traded, in quote; null where one of the minutes does not say.';
COMMENT ON COLUMN aggregated_klines.trade_count IS 'How many trades there were; null where one of the minutes does not say.';
COMMENT ON COLUMN aggregated_klines.taker_buy_volume IS 'What takers bought, in base; null where one of the minutes does not say.';
COMMENT ON COLUMN aggregated_klines.taker_buy_quote_volume IS 'What takers bought, in quote; null where one of the minutes does not say.';
COMMENT ON COLUMN aggregated_klines.candle_count IS 'How many minutes are in it: fewer than the interval has where some are not stored, or the interval is not over.';
