-- Some exchanges tell the volume of inverse contracts in quote only.
ALTER TABLE klines ALTER COLUMN volume DROP NOT NULL;
ALTER TABLE kline_revisions ALTER COLUMN old_volume DROP NOT NULL;

COMMENT ON COLUMN klines.volume IS 'What was traded, in base; null where the exchange does not say.';
COMMENT ON COLUMN kline_revisions.old_volume IS 'The volume before, in base; null = the exchange did not say.';
COMMENT ON COLUMN kline_revisions.new_volume IS 'The volume since, in base; null = the exchange does not say, or withdrew the candle.';

-- As before, but that a sum of volumes is none where one of them is not known.
CREATE OR REPLACE VIEW aggregated_klines AS
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
    CASE WHEN count(volume) = count(*) THEN sum(volume) END AS volume,
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

COMMENT ON COLUMN aggregated_klines.volume IS 'What was traded, in base; null where one of the minutes does not say.';
